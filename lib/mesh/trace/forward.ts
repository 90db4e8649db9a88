import { isPassthrough } from "../policy/client-tls";
import { type Cluster, clusterOf, type NoCluster } from "../routing/outbound/cluster";
import { dialledName } from "../routing/outbound/dns";
import {
  endpointsBehind,
  type MeshEndpoint,
  podsAt,
  podsBehind,
} from "../routing/registry/endpoints";
import { type MeshService, portOf } from "../routing/registry/mesh-service";
import type { HeaderOperations, Route, RouteDestination, RouteMatch } from "../routing/route";
import { destinationsOf } from "../routing/select-route";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { TraceAnswer, TraceDestination, TraceHop } from "./answer";
import { type Call, servicesNamed } from "./call";
import { serversLeft } from "./destination/servers-left";
import { settingHops } from "./destination/setting-hops";
import { hop, whole } from "./hop";
import type { TraceMesh } from "./mesh";
import { mirrorsOf } from "./rules/rule-facts";
import { type Arriving, type Server, serverSide } from "./servers";
import { changedPath, mirroredAuthority, type WireRequest } from "./wire";

type Reached = {
  readonly destination: RouteDestination;
  readonly cluster: Cluster | NoCluster;
  /** Why its servers are not certain. */
  readonly doubt: Uncertainty | null;
};

/** The answer for a rule that sends on: where to, with what, and what the servers make of it. */
export function forwarded(
  mesh: TraceMesh,
  call: Call,
  taken: {
    readonly route: Route;
    readonly match: RouteMatch | null;
    readonly wire: WireRequest;
    readonly http: boolean;
  },
  base: TraceAnswer,
): TraceAnswer {
  const { route, match, wire, http } = taken;
  const reached = destinationsOf(route).map((destination): Reached => {
    const cluster = reach(mesh, call, destination);
    const left =
      isCluster(cluster) && call.proxy !== null && call.caller.proxy !== "ambient"
        ? serversLeft(mesh, call.caller, { route, destination, cluster, http })
        : null;
    if (left === null) return { destination, cluster, doubt: null };
    const { endpoints, doubt } = left;
    return { destination, cluster: { ...cluster, endpoints }, doubt };
  });
  const rewrite = rewriteOf(route, match, wire);
  const answer: TraceAnswer = {
    ...base,
    outcome: "forward",
    destinations: reached.map((r) => destinationOf(mesh, r)),
    destinationRule: ruleOf(call, reached),
    rewrite,
    timeoutMs: route.timeoutMs ?? 0,
    retries: { attempts: route.retries?.attempts ?? 0, on: route.retries?.on ?? "" },
    mirror: mirrorsOf(route),
    hops: [
      ...base.hops,
      ...mirrorHops(mesh, call, taken, rewrite),
      ...reached.flatMap((r) => destinationHops(mesh, call, taken, r)),
    ],
    uncertain: [...base.uncertain, ...reached.flatMap(doubtsOf)],
  };
  if (!reached.some((r) => isUsable(mesh, r))) return unusable(answer, reached);
  const servers = reached.flatMap((r) =>
    serversOf(mesh, call, r, arriving(call, taken, rewrite, r)),
  );
  if (servers.length === 0) return answer;
  const { hops, uncertain, ...side } = serverSide(mesh, call.caller, servers);
  return {
    ...answer,
    ...side,
    status: side.status ?? answer.status,
    hops: [...answer.hops, ...hops],
    uncertain: [...answer.uncertain, ...uncertain],
    ...(http ? {} : { timeoutMs: 0 }),
  };
}

const doubtsOf = ({ cluster, doubt }: Reached): readonly Uncertainty[] => [
  ...(cluster.policy?.uncertain ?? []),
  ...(doubt ? [doubt] : []),
];

/** Under which name the copies of a request arrive. */
function mirrorHops(
  { settings }: TraceMesh,
  { proxy }: Call,
  { route, wire }: { readonly route: Route; readonly wire: WireRequest },
  rewrite: TraceAnswer["rewrite"],
): readonly TraceHop[] {
  if (route.mirrors.length === 0) return [];
  const by = route.mirrors.map(({ path }) => ({ object: route.by, path }));
  const authority = mirroredAuthority(rewrite?.authority ?? wire.authority, settings);
  return [hop("route", "mirrors", proxy, by, { authority })];
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

/** Every destination fails: with the status of a backend that is none, else with 503 for want of a cluster or of endpoints. */
function unusable(answer: TraceAnswer, reached: readonly Reached[]): TraceAnswer {
  const [first] = reached;
  return { ...answer, outcome: "no-endpoints", status: first?.destination.fails ?? 503 };
}

const isCluster = (cluster: Cluster | NoCluster): cluster is Cluster => !("missing" in cluster);

function isUsable(mesh: TraceMesh, { cluster, destination }: Reached): boolean {
  if (destination.fails !== null || !isCluster(cluster)) return false;
  const count = countOf(mesh, cluster);
  return count === null || count > 0;
}

/** `null` where the called address is used, or where nothing says which pods there are. */
const countOf = (mesh: TraceMesh, { endpoints }: Cluster): number | null =>
  mesh.endpointsKnown === false || endpoints === null ? null : endpoints.length;

function destinationOf(mesh: TraceMesh, { destination, cluster }: Reached): TraceDestination {
  const { hostname, subset, port, share } = destination;
  if (destination.fails !== null || !isCluster(cluster)) {
    return { host: hostname, subset, port, share, endpoints: 0 };
  }
  return { host: cluster.service.written, subset, port, share, endpoints: countOf(mesh, cluster) };
}

function ruleOf(call: Call, reached: readonly Reached[]): TraceAnswer["destinationRule"] {
  if (call.proxy === null) return null;
  for (const { cluster } of reached) {
    const [first] = cluster.policy?.from ?? [];
    if (first) return first;
  }
  return null;
}

function destinationHops(
  mesh: TraceMesh,
  call: Call,
  { route, http }: { readonly route: Route; readonly http: boolean },
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

function rewriteOf(
  route: Route,
  match: RouteMatch | null,
  wire: WireRequest,
): TraceAnswer["rewrite"] {
  if (route.rewrite === null) return null;
  const { path, authority } = route.rewrite;
  return { path: path && changedPath(path, match, wire), authority };
}

/** The request as one destination gets it: the rule's changes first, then the destination's. */
function arriving(
  call: Call,
  {
    route,
    wire,
    http,
  }: { readonly route: Route; readonly wire: WireRequest; readonly http: boolean },
  rewrite: TraceAnswer["rewrite"],
  { destination }: Reached,
): Arriving {
  const headers = [route.headers, destination.headers].reduce(changed, call.headers);
  const own = destination.headers.set[":authority"];
  return {
    method: call.request.method,
    path: rewrite?.path ?? wire.path,
    authority: rewrite?.authority ?? own ?? wire.authority,
    headers,
    http,
    sni: call.request.sni,
    claims: call.request.claims,
  };
}

/** Headers after operations: removed, then set, then added to. Source: Envoy `source/common/router/header_parser.cc` evaluateHeaders. */
function changed(
  headers: Readonly<Record<string, string>>,
  { set, add, remove }: HeaderOperations,
): Readonly<Record<string, string>> {
  const operations = Object.keys(set).length + Object.keys(add).length + remove.length;
  if (operations === 0) return headers;
  const next = new Map(Object.entries(headers).filter(([name]) => !remove.includes(name)));
  for (const [name, value] of Object.entries(set)) {
    if (name !== ":authority") next.set(name, value);
  }
  for (const [name, value] of Object.entries(add)) {
    const before = next.get(name);
    next.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(next);
}

/** Each server once: workloads by name, others by address. */
function serversOf(
  mesh: TraceMesh,
  call: Call,
  { destination, cluster }: Reached,
  request: Arriving,
): readonly Server[] {
  if (destination.fails !== null || !isCluster(cluster)) return [];
  const { service, port, subset, policy } = cluster;
  const found = cluster.endpoints ?? calledPods(mesh, call, service);
  const one = new Map(found.map((e) => [`${e.workload?.meta.name ?? e.address}/${e.port}`, e]));
  return [...one.values()].map((endpoint) => ({
    service,
    port,
    subset: subset?.name ?? null,
    policy,
    endpoint,
    request,
  }));
}

/**
 * Who stands at the called address, whatever destination the rules chose: the pods that the name of a headless service leads to, or the
 * one of that address, also at a port that no slice lists. Behind any other address nothing is known to be.
 */
function calledPods({ index }: TraceMesh, call: Call, to: MeshService): readonly MeshEndpoint[] {
  const { name } = dialledName(call.request.host);
  const { port } = call.wire;
  const named = servicesNamed(call).find((s) => s.kubernetes);
  if (named) return named.resolution === "passthrough" ? podsBehind(index, named, port) : [];
  const listed = call.scope.registry.headlessAt(name, port);
  return (listed.length > 0 ? listed : [to])
    .filter((s) => s.resolution === "passthrough")
    .flatMap((s) => podsAt(index, s, { address: name, port }));
}
