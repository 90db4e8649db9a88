import { refOf, type WorkloadResource } from "../model/resource";
import { portsOf, type ResolvedHost, resolveHost } from "../routing/hosts";
import type { Route, RouteDestination, RouteMatch, RouteSet } from "../routing/route";
import { destinationsOf, selectRoute } from "../routing/select-route";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { destinationHost, destinationPolicyFor } from "../routing/subsets";
import { routesFor } from "../routing/virtual-services";
import type { TraceAnswer, TraceDestination, TraceHop } from "./answer";
import { callerOf } from "./caller";
import { type DestinationEndpoints, endpointsOf } from "./endpoints";
import type { TraceMesh } from "./mesh";
import type { TraceRequest } from "./request";
import { type Arriving, type Server, serverSide } from "./servers";
import { changedPath, redirectLocation, type WireRequest } from "./wire";

/** What becomes of one request, hop by hop, with the object and the place in it that decides each. */
export function traceRequest(mesh: TraceMesh, request: TraceRequest): TraceAnswer {
  const caller = callerOf(mesh, request.from);
  if (caller === null) {
    const code = "unread" as const;
    return { ...blank, uncertain: [{ code, ref: request.from, path: "" }] };
  }
  const call = callOf(mesh, request, caller);
  const set = routesFor(mesh.index, call.proxy, call.target, call.wire.port, mesh.settings);
  const uncertain = [...set.uncertain];
  if (set.routes.length === 0) return unrouted(mesh, call, set, uncertain);
  const choice = selectRoute(set.routes, {
    path: call.wire.path,
    method: call.request.method,
    authority: call.wire.authority,
    scheme: call.wire.scheme,
    headers: call.headers,
    ...(request.sni !== null && { sni: request.sni }),
  });
  if (choice.type === "uncertain") {
    return { ...blank, outcome: "no-route", uncertain: [...uncertain, ...choice.because] };
  }
  if (choice.type === "no-route") return { ...blank, outcome: "no-route", status: 404, uncertain };
  return routed(mesh, call, choice.route, choice.match, uncertain);
}

type Call = {
  readonly request: TraceRequest;
  readonly caller: WorkloadResource;
  /** The caller as its traffic leaves: without a proxy where the request says so. */
  readonly proxy: WorkloadResource;
  readonly target: ResolvedHost;
  readonly wire: WireRequest;
  readonly headers: Readonly<Record<string, string>>;
};

function callOf(mesh: TraceMesh, request: TraceRequest, caller: WorkloadResource): Call {
  const proxy = request.plaintext ? { ...caller, proxy: "none" as const } : caller;
  const { cluster, namespace } = caller.meta;
  const target = resolveHost(mesh.index, cluster, request.host, namespace, mesh.settings);
  const named = Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v] as const);
  const { host, ":authority": pseudo, ...headers } = Object.fromEntries(named);
  const ports = portsOf(target) ?? [];
  return {
    request,
    caller,
    proxy,
    target,
    headers,
    wire: {
      scheme: "http",
      authority: pseudo ?? host ?? request.host,
      path: request.path,
      port: request.port ?? (ports.length === 1 ? (ports[0] ?? 80) : 80),
    },
  };
}

const blank: TraceAnswer = {
  outcome: "no-route",
  destinations: [],
  route: null,
  destinationRule: null,
  redirect: null,
  status: null,
  rewrite: null,
  timeoutMs: 0,
  retries: { attempts: 0, on: "" },
  mirror: [],
  fault: null,
  mtls: null,
  authorization: { verdict: "allowed", by: [] },
  hops: [],
  uncertain: [],
};

function unrouted(
  mesh: TraceMesh,
  call: Call,
  set: RouteSet,
  uncertain: readonly Uncertainty[],
): TraceAnswer {
  if (call.proxy.proxy === "gateway") {
    return { ...blank, outcome: "no-route", status: 404, uncertain };
  }
  const outcome = mesh.settings.outboundMode === "REGISTRY_ONLY" ? "blackhole" : "passthrough";
  const by = set.by ? [{ object: set.by, path: "" }] : [];
  const hops: TraceHop[] = [
    {
      at: "registry",
      proxy: refOf(call.proxy),
      by,
      code: outcome,
      facts: { host: call.request.host },
    },
  ];
  return { ...blank, outcome, status: outcome === "blackhole" ? 502 : null, hops, uncertain };
}

function routed(
  mesh: TraceMesh,
  call: Call,
  route: Route,
  match: RouteMatch | null,
  doubts: readonly Uncertainty[],
): TraceAnswer {
  const decided = { object: route.by, path: match?.path ?? route.path };
  const hops: TraceHop[] = [
    { at: "route", proxy: refOf(call.proxy), by: [decided], code: route.action.type, facts: {} },
  ];
  const isDefault = route.path === "";
  const base = {
    ...blank,
    route: isDefault ? null : { object: route.by, path: route.path },
    fault: faultOf(route),
    hops,
    uncertain: [...doubts, ...route.uncertain],
  };
  const { action } = route;
  if (action.type === "redirect") {
    const location = redirectLocation(action, match, call.wire);
    return { ...base, outcome: "redirect", redirect: { code: action.status, location } };
  }
  if (action.type === "direct-response") {
    return { ...base, outcome: "direct-response", status: action.status };
  }
  return forwarded(mesh, call, route, match, base);
}

function faultOf(route: Route): TraceAnswer["fault"] {
  const { fault } = route;
  if (fault === null) return null;
  const { delay, abort } = fault;
  return {
    delay: delay && { ms: delay.ms, percent: delay.ratio * 100 },
    abort: abort && {
      status: abort.httpStatus,
      grpcStatus: abort.grpcStatus,
      percent: abort.ratio * 100,
    },
  };
}

type Reached = {
  readonly destination: RouteDestination;
  readonly host: ResolvedHost;
  /** `null`: no cluster. */
  readonly endpoints: DestinationEndpoints | null;
};

function forwarded(
  mesh: TraceMesh,
  call: Call,
  route: Route,
  match: RouteMatch | null,
  base: TraceAnswer,
): TraceAnswer {
  const reached = destinationsOf(route).map((d) => reach(mesh, call, d));
  const rewrite = rewriteOf(route, match, call.wire);
  const answer: TraceAnswer = {
    ...base,
    outcome: "forward",
    destinations: reached.map(destinationText),
    destinationRule: ruleOf(mesh, call, reached),
    rewrite,
    timeoutMs: route.timeoutMs ?? 0,
    retries: { attempts: route.retries?.attempts ?? 0, on: route.retries?.on ?? "" },
    mirror: route.mirrors.map((m) => ({
      host: m.hostname,
      subset: m.subset,
      port: m.port,
      percent: m.ratio * 100,
    })),
  };
  const usable = reached.filter(isUsable);
  if (usable.length === 0) return { ...answer, outcome: "no-endpoints", status: 503 };
  const servers = usable.flatMap(serversOf);
  if (servers.length === 0) return answer;
  const arriving: Arriving = {
    method: call.request.method,
    path: rewrite?.path ?? call.wire.path,
    authority: rewrite?.authority ?? call.wire.authority,
    headers: call.headers,
    http: route.protocol === "http",
  };
  const { hops, uncertain, ...side } = serverSide(mesh, call.proxy, servers, arriving);
  return {
    ...answer,
    ...side,
    hops: [...answer.hops, ...hops],
    uncertain: [...answer.uncertain, ...uncertain],
  };
}

function reach(mesh: TraceMesh, call: Call, destination: RouteDestination): Reached {
  const host = destinationHost(mesh.index, call.proxy, destination.hostname, mesh.settings);
  const known = destination.port !== null && portsOf(host)?.includes(destination.port) === true;
  const { subset } = destination;
  const endpoints = known ? endpointsOf(mesh.index, call.proxy, host, subset, mesh.settings) : null;
  return { destination, host, endpoints };
}

const isUsable = ({ endpoints }: Reached): boolean =>
  endpoints !== null && (endpoints.count === null || endpoints.count > 0);

const destinationText = ({ destination, endpoints }: Reached): TraceDestination => ({
  host: destination.hostname,
  subset: destination.subset,
  port: destination.port,
  share: destination.share,
  endpoints: endpoints === null ? 0 : endpoints.count,
});

const serversOf = ({ destination, host, endpoints }: Reached): readonly Server[] =>
  (endpoints?.workloads ?? []).map((workload) => ({
    host,
    port: destination.port ?? 0,
    subset: destination.subset,
    workload,
  }));

function ruleOf(mesh: TraceMesh, call: Call, reached: readonly Reached[]) {
  if (call.proxy.proxy === "none") return null;
  for (const { host } of reached) {
    const policy = destinationPolicyFor(mesh.index, call.proxy, host, mesh.settings);
    if (policy) return policy.from[0] ?? null;
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
