import { readPort } from "./read-port";

/** A host as it was typed, with a port where one stands behind it: `reviews:9080`, `[fd00::1]:80`. */
export type TypedHost = { readonly host: string; readonly port: number | null };

/** What a name or an address is made of: no scheme, no path, no blanks. */
const HOST = /^(?:[\w.*-]+|\[[\da-f:.]+\]|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;

/** `null` for what no client could dial. */
export function readHost(typed: string): TypedHost | null {
  const text = typed.trim();
  if (HOST.test(text)) return { host: text, port: null };
  const at = text.lastIndexOf(":");
  const host = text.slice(0, Math.max(at, 0));
  const port = readPort(text.slice(at + 1));
  return port !== null && HOST.test(host) ? { host, port } : null;
}
