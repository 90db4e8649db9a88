import { isPassthrough } from "../../policy/client-tls";
import { type Cluster, clusterOf, type NoCluster } from "../../routing/outbound/cluster";
import { endpointsBehind, podsBehind } from "../../routing/registry/endpoints";
import { portOf } from "../../routing/registry/mesh-service";
import type { Route, RouteDestination } from "../../routing/route";
import type { Uncertainty } from "../../routing/spec/uncertainty";
import type { TraceHop } from "../answer";
import type { Call } from "../call";
import { hop, whole } from "../hop";
import type { TraceMesh } from "../mesh";
import { serversLeft } from "./servers-left";
import { settingHops } from "./setting-hops";

/** A destination of a rule, as the caller has it. */
export type Reached = {
  readonly destination: RouteDestination;
  readonly cluster: Cluster | NoCluster;
  /** Why its servers are not certain. */
  readonly doubt: Uncertainty | null;
};

/** The rule that sends there, and whether it reads HTTP. */
type Taken = { readonly route: Route; readonly http: boolean };

/** The cluster of a destination, with the servers that the caller's place leaves in it. */
export function reachedBy(
  mesh: TraceMesh,
  call: Call,
  { route, http }: Taken,
  destination: RouteDestination,
): Reached {
  const cluster = reach(mesh, call, destination);
  const left =
    isCluster(cluster) && call.proxy !== null && call.caller.proxy !== "ambient"
      ? serversLeft(mesh, call.caller, { route, destination, cluster, http })
      : null;
  if (left === null) return { destination, cluster, doubt: null };
  const { endpoints, doubt } = left;
  return { destination, cluster: { ...cluster, endpoints }, doubt };
}

/**
 * A destination's cluster. One that a DestinationRule tells to pass through sends to the called address. A gateway's listeners know none
 * (they have no `original_dst` filter), so it finds nobody there: 503 `UH`, as seen at the gateway of a lab with real Envoys.
 */
function reach(mesh: TraceMesh, call: Call, destination: RouteDestination): Cluster | NoCluster {
  if (call.proxy === null) return dialled(mesh, call, destination);
  const cluster = clusterOf(mesh.index, call.scope, call.caller, destination);
  if (!isCluster(cluster)) return cluster;
  // A ztunnel follows no DestinationRule.
  if (call.caller.proxy === "ambient") return { ...cluster, policy: null, subset: null };
  const { policy, port } = cluster;
  const through = policy !== null && isPassthrough(policy, port, destination.subset);
  if (!through) return cluster;
  return { ...cluster, endpoints: call.caller.proxy === "gateway" ? [] : null };
}

/** What a client without a proxy reaches: visibility and rules are nothing to it. */
function dialled(
  { index }: TraceMesh,
  { scope }: Call,
  { hostname, port }: RouteDestination,
): Cluster | NoCluster {
  const service = scope.registry.named(hostname.toLowerCase()).find((s) => s.kubernetes);
  const found = service && port !== null ? portOf(service, port) : null;
  if (!service || !found) return { missing: "host", policy: null };
  const isHeadless = service.resolution === "passthrough";
  const endpoints = isHeadless
    ? podsBehind(index, service, found.port)
    : // A WorkloadEntry that stands in for a pod is known to istiod alone.
      endpointsBehind(index, service, found).filter((e) => e.entry === null);
  return { service, port: found.port, policy: null, subset: null, endpoints };
}

export const isCluster = (cluster: Cluster | NoCluster): cluster is Cluster =>
  !("missing" in cluster);

/** `null` where the called address is used, or where nothing says which pods there are. */
export const countOf = (mesh: TraceMesh, { endpoints }: Cluster): number | null =>
  mesh.endpointsKnown === false || endpoints === null ? null : endpoints.length;

/** Which cluster a destination is for the caller, the servers in it, and what holds there, each with what decides it. */
export function destinationHops(
  mesh: TraceMesh,
  call: Call,
  { route, http }: Taken,
  { destination, cluster }: Reached,
): readonly TraceHop[] {
  const { proxy, caller } = call;
  const { hostname, port } = destination;
  const subset = destination.subset === null ? {} : { subset: destination.subset };
  const facts = { host: hostname, ...(port !== null && { port }), ...subset };
  const rules = proxy === null ? [] : (cluster.policy?.from.map(whole) ?? []);
  if (destination.fails !== null) {
    const by = [{ object: route.by, path: destination.path }];
    return [hop("destination", "refused", proxy, by, { ...facts, status: destination.fails })];
  }
  if (!isCluster(cluster)) {
    return [
      hop("destination", `missing-${cluster.missing}`, proxy, rules, { ...facts, flag: "NC" }),
    ];
  }
  const chosen = cluster.subset
    ? [{ object: cluster.subset.by, path: cluster.subset.path }, ...rules]
    : rules;
  const code = chosen.length > 0 ? "destination-rule" : "no-destination-rule";
  const count = countOf(mesh, cluster);
  const uncounted = cluster.endpoints === null ? "called-address" : "not-known";
  return [
    hop("destination", code, proxy, chosen, facts),
    count === null
      ? hop("endpoints", uncounted, proxy, [], facts)
      : count === 0
        ? hop("endpoints", "none", proxy, chosen.slice(0, 1), { ...facts, flag: "UH" })
        : hop("endpoints", "usable", proxy, chosen.slice(0, 1), { ...facts, count }),
    ...(proxy === null || caller.proxy === "ambient"
      ? []
      : settingHops(mesh, caller, proxy, { route, destination, cluster, http })),
  ];
}

/** Why it is not certain which cluster it is, or which servers it has. */
export const doubtsOf = ({ cluster, doubt }: Reached): readonly Uncertainty[] => [
  ...(cluster.policy?.uncertain ?? []),
  ...(doubt ? [doubt] : []),
];
