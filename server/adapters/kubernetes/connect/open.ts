import "server-only";
import type { KubeconfigError } from "@/lib/mesh/offline/cluster-read";
import { ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import { createCredentials } from "./credentials";
import { type Connection, type KubeconfigSource, loadConnection } from "./kubeconfig";
import { createRest, type Rest } from "./rest";
import { createExchange, createSend, type Send } from "./send";
import { createTransport, type ProxyError, proxyOf } from "./transport";

/** The way to one API server. Nothing has been asked of it yet. */
export type Opened = {
  readonly connection: Connection;
  readonly exchange: Send;
  readonly rest: Rest;
};

/**
 * Opens the connection that a kubeconfig describes. An error means that it describes none.
 *
 * @param context `null` for the current one
 */
export async function openConnection(
  kubeconfig: KubeconfigSource,
  context: string | null,
  clock: Clock,
): Promise<Result<Opened, KubeconfigError | ProxyError>> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const load = () => loadConnection(kubeconfig, context, KubeConfig);
  const connection = load();
  if (!connection.ok) return connection;
  const { server } = connection.value;
  const proxy = proxyOf(connection.value.proxy);
  if (!proxy.ok) return proxy;
  const credentials = createCredentials(connection.value, load, clock);
  const transport = createTransport(proxy.value);
  const exchange = createExchange(server, credentials, transport, clock);
  const rest = createRest(server, createSend(exchange, clock), transport.close);
  return ok({ connection: connection.value, exchange, rest });
}
