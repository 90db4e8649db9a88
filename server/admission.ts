import "server-only";
import { startupText } from "@/lib/messages/server/startup";
import { loadConfig } from "@/server/config";
import { isOwnHost } from "@/server/host-guard";

const loaded = loadConfig();

/**
 * Refuses requests that reach this server under a name that is not its own.
 *
 * @returns 421 with the variable that would allow the name; nothing for a request that may go on
 */
export function allowedRequest(request: Request): Response | undefined {
  const host = request.headers.get("host");
  // A wrong setting has ended the process, or is about to.
  if (loaded.ok && isOwnHost(host, loaded.value)) return undefined;
  return new Response(`${startupText.foreignHost(host ?? "")}\n`, {
    status: 421,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  });
}
