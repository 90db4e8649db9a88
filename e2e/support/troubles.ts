import type { BrowserContext } from "@playwright/test";

/** Connections that the browser itself gives up when a page leaves are no trouble. */
const GIVEN_UP = "net::ERR_ABORTED";

/**
 * Collects what a page must not do: complain in the console, throw, fail to load something, or talk to a host that is
 * not the one it came from.
 *
 * @returns reads what was collected so far, in words
 */
export function watchTroubles(context: BrowserContext): () => readonly string[] {
  const troubles: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      troubles.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  context.on("weberror", ({ error }) => troubles.push(`thrown: ${error().message}`));
  context.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (why !== GIVEN_UP) troubles.push(`failed (${why}): ${request.url()}`);
  });
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    const own = protocol === "data:" || protocol === "blob:" || hostname === "127.0.0.1";
    if (!own) troubles.push(`another host: ${request.url()}`);
  });
  return () => troubles;
}
