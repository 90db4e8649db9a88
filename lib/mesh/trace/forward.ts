import { dialledName } from "../routing/outbound/dns";
import { type MeshEndpoint, podsAt, podsBehind } from "../routing/registry/endpoints";
import type { MeshService } from "../routing/registry/mesh-service";
import type { HeaderOperations, Route, RouteMatch } from "../routing/route";
import { destinationsOf } from "../routing/select-route";
import type { TraceAnswer, TraceDestination, TraceHop } from "./answer";
import { type Call, servicesNamed } from "./call";
import {
  countOf,
  destinationHops,
  doubtsOf,
  isCluster,
  type Reached,
  reachedBy,
} from "./destination/reached";
import { hop } from "./hop";
import type { TraceMesh } from "./mesh";
import { mirrorsOf } from "./rules/rule-facts";
import { type Arriving, type Server, serverSide } from "./servers";
import { changedPath, mirroredAuthority, type WireRequest } from "./wire";

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
  const reached = destinationsOf(route).map((to) => reachedBy(mesh, call, { route, http }, to));
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

/** Every destination fails: with the status of a backend that is none, else with 503 for want of a cluster or of endpoints. */
function unusable(answer: TraceAnswer, reached: readonly Reached[]): TraceAnswer {
  const [first] = reached;
  return { ...answer, outcome: "no-endpoints", status: first?.destination.fails ?? 503 };
}

function isUsable(mesh: TraceMesh, { cluster, destination }: Reached): boolean {
  if (destination.fails !== null || !isCluster(cluster)) return false;
  const count = countOf(mesh, cluster);
  return count === null || count > 0;
}

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
  const { headlessAt, openEntries } = call.scope.registry;
  const listed = [...headlessAt(name, port), ...openEntries.at(name, port)];
  return (listed.length > 0 ? listed : [to])
    .filter((s) => s.resolution === "passthrough")
    .flatMap((s) => podsAt(index, s, { address: name, port }));
}
