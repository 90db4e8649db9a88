import type { MeshIndex } from "../../model/mesh-index";
import type { WorkloadResource } from "../../model/resource";
import { servicePorts } from "../registry/service-ports";
import type { Route, RouteProtocol, RouteSet } from "../route";
import type { RuleCaller } from "../rules/caller";
import { type Claim, meshClaims } from "../rules/claims";
import { takesAll } from "../rules/read-match";
import type { MeshSettings } from "../spec/mesh-settings";
import { isSince } from "../spec/versions";
import type { Waypoint } from "./waypoint-of";

/** The service that requests at a waypoint are for. */
export type WaypointTarget = {
  readonly hostname: string;
  readonly namespace: string;
  readonly port: number;
  /** What the port carries. */
  readonly protocol: RouteProtocol;
};

/**
 * The rules that hold at a waypoint: of the service's namespace and of the waypoint's own. The first object with HTTP rules decides
 * alone, or all are asked in turn, as the version has it. Matches on the caller's labels are left out, and the caller's namespace is the waypoint's.
 * No rule at all: the service itself.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener_waypoint.go` buildWaypointInboundHTTPRouteConfig, waypointInboundRoute,
 * getWaypointTCPRoutes.
 */
export function waypointRoutes(
  index: MeshIndex,
  waypoint: Waypoint,
  target: WaypointTarget,
  settings: MeshSettings,
): RouteSet {
  const { cluster, namespace } = waypoint.gateway.meta;
  const claims = meshClaims(index, cluster, namespace, settings)
    .covering(target.hostname)
    .filter(({ resources: [first] }) =>
      [namespace, target.namespace].includes(first.meta.namespace),
    );
  const caller = callerAt(index, waypoint, target, settings);
  const http = target.protocol === "http";
  const routes = http ? httpRules(claims, caller, settings) : streamRules(claims, caller, target);
  return { by: routes[0]?.by ?? null, routes, uncertain: [] };
}

function httpRules(
  claims: readonly Claim[],
  caller: RuleCaller,
  settings: MeshSettings,
): readonly Route[] {
  const rules = claims.map((claim) => claim.rules(caller));
  if (!isSince(settings, "waypoints-join-rules")) return rules.find((r) => r.length > 0) ?? [];
  const joined = rules.flat();
  const last = joined.findIndex((r) => r.matches.length === 0 || r.matches.some(takesAll));
  return last < 0 ? joined : joined.slice(0, last + 1);
}

/** A TLS rule for this very name, else the first TCP rule; neither names nor addresses are looked at when a connection comes. */
function streamRules(
  claims: readonly Claim[],
  caller: RuleCaller,
  { hostname }: WaypointTarget,
): readonly Route[] {
  const named = claims
    .flatMap((claim) => claim.rules({ ...caller, protocol: "tls" }))
    .find(
      ({ matches }) =>
        matches.length === 0 ||
        matches.some(({ sniHosts }) => sniHosts.length === 1 && sniHosts[0] === hostname),
    );
  const [first] = claims.flatMap((claim) => claim.rules({ ...caller, protocol: "tcp" }));
  const taken = named ?? first;
  return taken ? [{ ...taken, matches: [] }] : [];
}

/** Without labels of its own no match on labels holds. */
function callerAt(
  index: MeshIndex,
  { gateway, workload }: Waypoint,
  { port, protocol }: WaypointTarget,
  settings: MeshSettings,
): RuleCaller {
  const { cluster, namespace, name } = gateway.meta;
  const onlyPort = (hostname: string) => {
    const ports = servicePorts(index, { cluster, namespace }, hostname, settings);
    return ports?.length === 1 ? (ports[0] ?? null) : null;
  };
  const own = { ...(workload ?? standIn(gateway.meta, name)), podLabels: {} };
  return { workload: own, gateways: ["mesh"], port, protocol, settings, onlyPort };
}

/** A waypoint whose pods are not there yet. */
const standIn = (meta: WorkloadResource["meta"], name: string): WorkloadResource => ({
  kind: "Workload",
  meta,
  workloadKind: "Deployment",
  podLabels: {},
  podAnnotations: {},
  serviceAccount: name,
  canonicalService: name,
  canonicalRevision: "latest",
  replicas: { desired: null, current: 0, ready: 0 },
  proxy: "waypoint",
  pods: [],
  podsOmitted: 0,
  meshClusterId: null,
  containerPorts: [],
});
