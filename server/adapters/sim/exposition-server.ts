import "server-only";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "@/server/ports/clock";
import { createMetricsExposition } from "./exposition";
import type { Sim } from "./sim";

export type ExpositionServer = { readonly url: string; close(): Promise<void> };

/**
 * Serves the sim's traffic at `/metrics` for a Prometheus to scrape, in place of the proxies' own ports.
 *
 * Series carry labels of the pod that reports (`namespace`, `pod`, `app`); a scrape job that sets such labels itself needs
 * `honor_labels: true`.
 *
 * @param port 0 takes a free one
 * @throws what `listen` rejects with (EADDRINUSE, EACCES)
 */
export async function exposeIstioMetrics(
  sim: Sim,
  clock: Clock,
  { host = "127.0.0.1", port }: { readonly host?: string; readonly port: number },
): Promise<ExpositionServer> {
  const exposition = createMetricsExposition(sim);
  const server = createServer((request, response) => {
    const found = request.method === "GET" && request.url?.split("?")[0] === "/metrics";
    response.writeHead(found ? 200 : 404, { "content-type": "text/plain; version=0.0.4" });
    response.end(found ? exposition(clock.now()) : "");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  // A server that listens on a TCP port has an address of this form.
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
