import { refKey, refOf } from "../model/resource";
import { principalOf } from "../policy/authorize";
import { scopeOf } from "../routing/outbound/scope";
import type { Route, RouteMatch } from "../routing/route";
import { selectRoute } from "../routing/select-route";
import { meshConfigOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { isSince, versionInForce } from "../routing/spec/versions";
import type { AtWaypoint } from "./ambient";
import type { Decided, TraceAnswer } from "./answer";
import { type Call, callOf, servicesNamed } from "./call";
import { callerOf } from "./caller";
import { checkedAt } from "./checked";
import { type ClientSide, clientSide } from "./client-side";
import { forwarded } from "./forward";
import { hop } from "./hop";
import { discoveredMesh, type TraceMesh } from "./mesh";
import type { TraceRequest } from "./request";
import { preflightAnswer } from "./rules/preflight";
import { faultOf } from "./rules/rule-facts";
import { redirectLocation } from "./wire";

/**
 * What becomes of one request, hop by hop, with the object and the place in it that decides each: the caller's proxy, its rules, the
 * destinations with their endpoints, and what the servers make of it.
 *
 * What cannot be told (a rule on something the request does not say, an object that is not evaluated) is in `uncertain`; the answer is
 * then what holds as far as is known.
 */
export function traceRequest(given: TraceMesh, request: TraceRequest): TraceAnswer {
  const answer = traced(given, request);
  return answer.uncertain.length > 1
    ? { ...answer, uncertain: eachOnce(answer.uncertain) }
    : answer;
}

/** Servers of one destination share their reasons. */
function eachOnce(all: TraceAnswer["uncertain"]): TraceAnswer["uncertain"] {
  const known = new Map(all.map((u) => [`${u.code} ${refKey(u.ref)} ${u.path}`, u]));
  return known.size < all.length ? [...known.values()] : all;
}

function traced(given: TraceMesh, request: TraceRequest): TraceAnswer {
  // A caller gets what its control plane knows, also one that is not known itself.
  const caller = callerOf(given, request.from);
  const mesh = discoveredMesh(given);
  if (caller === null) {
    const uncertain = [{ code: "unread", ref: request.from, path: "" }] as const;
    return { ...blank(mesh), uncertain };
  }
  const call = callOf(mesh, request, caller);
  const unseen = visibilityDoubt(mesh, call);
  if (unseen) {
    const answer = asked(mesh, call);
    return { ...answer, uncertain: [...answer.uncertain, unseen] };
  }
  return asked(mesh, call);
}

/** Who sees a ServiceEntry by the mesh configuration is not worked out; it counts in ambient, and for sidecars where it says so. */
function visibilityDoubt(mesh: TraceMesh, call: Call): Uncertainty | null {
  const { index, settings } = mesh;
  const setting = settings.serviceEntryVisibility;
  if (setting === null || !isSince(settings, "visibility-of-entries")) return null;
  const { proxy, meta } = call.caller;
  const counts =
    proxy === "ambient" || (proxy === "sidecar" && setting["applyToSidecars"] === true);
  const config = meshConfigOf(index, meta.cluster);
  if (!counts || !config || !servicesNamed(call).some((s) => !s.kubernetes)) return null;
  return { code: "unsupported", ref: refOf(config), path: "serviceEntryVisibility" };
}

function asked(mesh: TraceMesh, call: Call): TraceAnswer {
  const { caller } = call;
  const side = clientSide(mesh, call);
  if (side.type === "end") return ended(mesh, call, side);
  if (side.waypoint) return throughWaypoint(mesh, call, side, side.waypoint);
  return caller.proxy === "gateway" && call.proxy !== null
    ? throughGateway(mesh, call, { ...side, port: side.targetPort }, (beyond, met) =>
        onward(mesh, beyond, { ...side, ...met }),
      )
    : onward(mesh, call, side);
}

/** What ends at the caller's proxy; where a gateway has read the request, it has asked its policies before. */
function ended(
  mesh: TraceMesh,
  call: Call,
  side: Extract<ClientSide, { type: "end" }>,
): TraceAnswer {
  const { type: _, read, targetPort, ...end } = side;
  const { hops, uncertain } = end;
  if (read === null) return { ...blank(mesh), ...end };
  const at = { wire: read, http: true, port: targetPort, hops, uncertain };
  return throughGateway(mesh, call, at, (_, met) => ({ ...blank(mesh), ...end, ...met }));
}

const onward = (mesh: TraceMesh, call: Call, side: Routed): TraceAnswer =>
  side.http ? byRule(mesh, call, side) : byConnection(mesh, call, side);

type Met = Pick<TraceAnswer, "hops" | "uncertain">;

type AtGateway = Pick<Routed, "wire" | "http"> & Met & { readonly port: number | undefined };

/** A gateway asks its own policies before its rules; a token that it does not pass on is gone behind it. */
function throughGateway(
  mesh: TraceMesh,
  call: Call,
  side: AtGateway,
  onwards: (beyond: Call, met: Met) => TraceAnswer,
): TraceAnswer {
  const { wire, http, port } = side;
  const { request, caller, headers } = call;
  const { sni, method } = request;
  const checked = checkedAt(
    mesh,
    caller,
    {
      source: { principal: null },
      port,
      protocol: http ? "http" : "tcp",
      method,
      path: wire.path,
      host: wire.authority,
      headers,
      sni,
    },
    request.claims,
  );
  const met = {
    hops: [...side.hops, ...checked.hops],
    uncertain: [...side.uncertain, ...checked.uncertain],
  };
  const authorization = { verdict: VERDICT[checked.standing], by: checked.by };
  if (checked.standing === "denied") {
    const status = http ? checked.status : null;
    return { ...blank(mesh), ...met, outcome: "denied", status, authorization };
  }
  const { token } = checked;
  const claims = token.forwarded ? request.claims : null;
  const beyond = { ...call, claims: token.claims ?? null, request: { ...request, claims } };
  const answer = onwards(beyond, met);
  return checked.standing === "allowed" ? answer : { ...answer, authorization };
}

/**
 * A waypoint asks the policies of the services before it, knows the caller by its certificate, and sends on in its own name: by the
 * DestinationRules that its namespace sees.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener_waypoint.go`, `pilot/pkg/model/policyattachment.go`.
 */
function throughWaypoint(
  mesh: TraceMesh,
  call: Call,
  side: Routed,
  { workload, services }: AtWaypoint,
): TraceAnswer {
  const { index, settings } = mesh;
  const { wire, http } = side;
  const { request, caller, headers } = call;
  const source = { principal: principalOf(caller, settings) };
  const protocol = http ? ("http" as const) : ("tcp" as const);
  const { method, sni } = request;
  const said = { method, path: wire.path, host: wire.authority, headers, sni };
  const asked = { source, port: undefined, protocol, ...said };
  const checked = checkedAt(mesh, workload, asked, request.claims, services);
  const met = {
    hops: [...side.hops, ...checked.hops],
    uncertain: [...side.uncertain, ...checked.uncertain],
  };
  const authorization = { verdict: VERDICT[checked.standing], by: checked.by };
  if (checked.standing === "denied") {
    const status = http ? checked.status : null;
    return { ...blank(mesh), ...met, outcome: "denied", status, authorization };
  }
  const { token } = checked;
  const beyond: Call = {
    ...call,
    caller: workload,
    proxy: refOf(workload),
    // As a gateway it takes no part in Sidecars.
    scope: scopeOf(index, { ...workload, proxy: "gateway" }, settings),
    claims: token.claims ?? null,
    request: { ...request, claims: token.forwarded ? request.claims : null },
  };
  const answer = onward(mesh, beyond, { ...side, ...met });
  return checked.standing === "allowed" ? answer : { ...answer, authorization };
}

const VERDICT = { allowed: "allowed", denied: "denied", uncertain: "depends" } as const;

const blank = ({ settings }: TraceMesh): TraceAnswer => ({
  version: versionInForce(settings),
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
});

type Routed = Extract<ClientSide, { type: "routes" }>;

function byRule(mesh: TraceMesh, call: Call, side: Routed): TraceAnswer {
  const { wire, hops } = side;
  const choice = selectRoute(side.routes, {
    path: wire.path,
    method: call.request.method,
    authority: wire.authority,
    scheme: wire.scheme,
    headers: call.headers,
    claims: call.claims,
  });
  const uncertain = [...side.uncertain];
  if (choice.type === "uncertain") {
    return { ...blank(mesh), hops, uncertain: [...uncertain, ...choice.because] };
  }
  if (choice.type === "no-route") {
    const none = hop("route", "no-route", call.proxy, [], { rules: side.routes.length });
    return { ...blank(mesh), status: 404, hops: [...hops, none], uncertain };
  }
  return routed(mesh, call, side, choice.route, choice.match);
}

/** A connection has been taken by its listener already. */
function byConnection(mesh: TraceMesh, call: Call, side: Routed): TraceAnswer {
  const [route] = side.routes;
  if (!route) return { ...blank(mesh), hops: side.hops, uncertain: side.uncertain };
  return routed(mesh, call, side, route, route.matches[0] ?? null);
}

function routed(
  mesh: TraceMesh,
  call: Call,
  side: Routed,
  route: Route,
  match: RouteMatch | null,
): TraceAnswer {
  const { wire, http } = side;
  const isDefault = route.path === "";
  const code = isDefault ? "default" : match ? "matched" : "unconditional";
  const at = hop("route", code, call.proxy, isDefault ? [] : decidedBy(route, match), {
    rule: route.path,
    ...(route.name !== null && { name: route.name }),
  });
  const base: TraceAnswer = {
    ...blank(mesh),
    route: isDefault ? null : { object: route.by, path: route.path },
    fault: faultOf(route),
    hops: [...side.hops, at],
    uncertain: [...side.uncertain, ...route.uncertain],
  };
  const { action, cors } = route;
  const preflight = http && preflightAnswer(route, { ...call.request, headers: call.headers });
  if (preflight && cors) {
    const by = [{ object: route.by, path: cors.path }];
    const answered = hop("route", `preflight-${preflight}`, call.proxy, by);
    return { ...base, outcome: "direct-response", status: 200, hops: [...base.hops, answered] };
  }
  if (action.type === "redirect") {
    if (!REDIRECT_CODES.has(action.status)) return withoutAction(call, base);
    const location = redirectLocation(action, match, wire);
    return { ...base, outcome: "redirect", redirect: { code: action.status, location } };
  }
  if (action.type === "direct-response") {
    return { ...base, outcome: "direct-response", status: action.status };
  }
  return forwarded(mesh, call, { route, match, wire, http }, base);
}

/** The codes of which istiod makes a redirect. Source: istio/istio `pilot/pkg/networking/core/route/route.go` ApplyRedirect. */
const REDIRECT_CODES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A rule with another code has a route, and the route nothing to do. */
const withoutAction = (call: Call, base: TraceAnswer): TraceAnswer => ({
  ...base,
  status: 404,
  hops: [...base.hops, hop("route", "no-action", call.proxy, base.route ? [base.route] : [])],
});

/** The match that held, then the rule, then the root's rule that hands over to it. */
function decidedBy(route: Route, match: RouteMatch | null): readonly Decided[] {
  const rule = { object: route.by, path: route.path };
  const held = match ? [{ object: match.by ?? route.by, path: match.path }] : [];
  const root = route.root ? [{ object: route.root.by, path: route.root.path }] : [];
  return [...held, rule, ...root];
}
