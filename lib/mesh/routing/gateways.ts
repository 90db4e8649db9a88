import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource, WorkloadResource } from "../model/resource";
import { gatewayModel, gatewayRouting } from "./gateway/gateway-routing";
import type { Route, RouteSet } from "./route";
import type { MeshSettings } from "./spec/mesh-settings";

/** Configuration bound to a port of a gateway, under the host at which it answers. */
export type GatewayBinding = {
  readonly gateway: ConfigResource;
  /** Place of the server or listener in the gateway's spec. */
  readonly path: string;
  readonly host: string;
  /** Of the server or listener. */
  readonly port: number;
  readonly resource: ConfigResource;
  readonly rules: readonly Route[];
};

/** Everything bound to a gateway workload, by server and host; objects of one host in the order in which their rules are asked. */
export function gatewayBindings(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly GatewayBinding[] {
  const { hosts, ports } = gatewayModel(index, workload, settings);
  const byHost = [...hosts.values()].flat().flatMap(({ host, bindings }) =>
    bindings.map(({ server, config, rules }) => ({
      ...placeIn(server),
      host,
      resource: config.resources[0],
      rules,
    })),
  );
  const streams = ports.flatMap((p) =>
    p.chains.flatMap(({ content, servers, sniHosts }) =>
      content.type === "http" ? [] : streamBindings(index, content.routes, servers, sniHosts),
    ),
  );
  return [...byHost, ...streams];
}

type Server = { readonly gateway: ConfigResource; readonly path: string; readonly port: number };

const placeIn = ({ gateway, path, port }: Server): Server => ({ gateway, path, port });

function streamBindings(
  index: MeshIndex,
  routes: readonly Route[],
  servers: readonly Server[],
  sniHosts: readonly string[],
): readonly GatewayBinding[] {
  const hosts = sniHosts.length === 0 ? ["*"] : sniHosts;
  return routes.flatMap((route) => {
    const { kind, cluster, namespace, name } = route.by;
    const found =
      kind === "VirtualService.networking.istio.io" ||
      kind === "TLSRoute.gateway.networking.k8s.io" ||
      kind === "TCPRoute.gateway.networking.k8s.io"
        ? index.find(kind, cluster, namespace, name)
        : null;
    return found === null
      ? []
      : servers.flatMap((s) =>
          hosts.map((host) => ({ ...placeIn(s), host, resource: found, rules: [route] })),
        );
  });
}

/**
 * The rules of a gateway for a host on a port of its Service: those for plain text, and where only TLS is spoken those behind it, asked
 * for by the host's own name.
 */
export function gatewayRoutes(
  index: MeshIndex,
  workload: WorkloadResource,
  host: string,
  port: number,
  settings: MeshSettings,
): RouteSet {
  const plain = gatewayRouting(index, workload, { host, port, sni: null }, settings);
  if (plain.set.routes.length > 0) return plain.set;
  return gatewayRouting(index, workload, { host, port, sni: host }, settings).set;
}
