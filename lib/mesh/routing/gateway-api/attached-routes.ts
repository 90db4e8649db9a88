import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import { passesThrough } from "../gateway/gateway-server";
import type { Route } from "../route";
import type { RuleCaller } from "../rules/caller";
import type { MeshSettings } from "../spec/mesh-settings";
import { isSince } from "../spec/versions";
import { attachmentsOf } from "./listener/attachment";
import { listenersIn } from "./listener/listeners";
import { inPrecedence } from "./precedence";
import { byCreation, routeRules } from "./route-rules";
import { gatewayApiRoutes } from "./service-parents";
import { streamRules } from "./stream-rules";
import { servesUnstable } from "./unstable";

/** HTTP routes of both kinds at one listener for one host, as istiod joins them; or one TLS or TCP route. */
export type AttachedRoutes = {
  /** The listener, by what istiod calls it. */
  readonly gateway: string;
  readonly host: string;
  /** The oldest first. */
  readonly resources: readonly [ConfigResource, ...ConfigResource[]];
  /** What istiod calls the result: it counts among objects of one age. */
  readonly name: string;
  readonly rules: (caller: RuleCaller) => readonly Route[];
};

/**
 * Everything that routes of a cluster add to its gateways. HTTPRoutes and GRPCRoutes are joined for each listener and host, and their
 * matches put in Gateway API's order; TLS and TCP routes stay alone. A route that istiod cannot translate adds nothing.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/route_collections.go` HTTPRouteCollection, mergeHTTPRoutes; executed against istiod
 * 1.30.3.
 */
export function attachedRoutes(
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings,
): readonly AttachedRoutes[] {
  const known = attachedKnown(index);
  const byCluster = known.get(settings) ?? new Map<string, readonly AttachedRoutes[]>();
  known.set(settings, byCluster);
  const attached = byCluster.get(cluster) ?? allAttached(index, cluster, settings);
  byCluster.set(cluster, attached);
  return attached;
}

const attachedKnown = memoPerIndex<WeakMap<MeshSettings, Map<string, readonly AttachedRoutes[]>>>(
  () => new WeakMap(),
);

function allAttached(
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings,
): readonly AttachedRoutes[] {
  return [
    ...joined(index, cluster, settings),
    ...alone(index, cluster, settings, "TLSRoute.gateway.networking.k8s.io"),
    ...alone(index, cluster, settings, "TCPRoute.gateway.networking.k8s.io"),
  ];
}

type StreamKind = "TLSRoute.gateway.networking.k8s.io" | "TCPRoute.gateway.networking.k8s.io";

/** A parent that a route names twice counts once. */
function joined(
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings,
): readonly AttachedRoutes[] {
  const listeners = listenersIn(index, cluster, settings);
  const groups = new Map<string, { gateway: string; host: string; routes: Set<ConfigResource> }>();
  const attached = gatewayApiRoutes(index, cluster)
    .toSorted(byCreation)
    .flatMap((route) => attachmentsOf(route, listeners));
  for (const { route, listener, hosts } of attached) {
    for (const host of hosts) {
      const gateway = listener.server.name;
      const key = `${gateway}/${host}`;
      const group = groups.get(key) ?? { gateway, host, routes: new Set() };
      group.routes.add(route);
      groups.set(key, group);
    }
  }
  return [...groups].flatMap(([key, { gateway, host, routes }]) => {
    const [oldest, ...younger] = served([...routes], settings);
    if (!oldest) return [];
    const resources = [oldest, ...younger] as const;
    const rules = (caller: RuleCaller) =>
      caller.protocol === "http"
        ? inPrecedence(resources.flatMap((r) => routeRules(index, r, caller, { grants: true })))
        : [];
    return [{ gateway, host, resources, name: key.replaceAll("/", "~"), rules }];
  });
}

/** Of two kinds at one listener and host the HTTPRoutes alone, where the version does not join them. */
function served(
  routes: readonly ConfigResource[],
  settings: MeshSettings,
): readonly ConfigResource[] {
  if (isSince(settings, "route-kinds-joined")) return routes;
  const http = routes.filter((r) => r.kind === "HTTPRoute.gateway.networking.k8s.io");
  return http.length > 0 ? http : routes;
}

/** A TLSRoute where TLS ends at the listener takes every connection there: names were looked at before. */
function alone(
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings,
  kind: StreamKind,
): readonly AttachedRoutes[] {
  const suffix = kind.startsWith("TLS") ? "tls" : "tcp";
  const listeners = listenersIn(index, cluster, settings);
  if (suffix === "tcp" && !servesUnstable(index, cluster)) return [];
  const routes = index.all(kind).filter((r) => r.meta.cluster === cluster);
  const attached = routes.toSorted(byCreation).flatMap((r) => attachmentsOf(r, listeners));
  return attached.flatMap(({ route, listener, hosts }) => {
    const protocol = passesThrough(listener.server) ? "tls" : "tcp";
    return hosts.map((host, i) => ({
      gateway: listener.server.name,
      host,
      resources: [route] as const,
      name: `${route.meta.name}-${suffix}-${i}-istio-autogenerated-k8s-gateway`,
      rules: (caller: RuleCaller) =>
        caller.protocol === protocol
          ? streamRules(index, route, caller, { grants: true, sniHosts: hosts })
          : [],
    }));
  });
}
