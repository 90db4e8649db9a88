import { type ConfigResource, refOf } from "../../model/resource";
import type {
  NamedMatch,
  Route,
  RouteAction,
  RouteDestination,
  RouteMatch,
  StringMatch,
} from "../route";
import { oldestFirst } from "../spec/age";
import { serviceHostname } from "../spec/host-names";
import { child, children, emptySpec, numeral, type Spec, text } from "../spec/read-spec";
import type { Uncertainty } from "../spec/uncertainty";
import type { RuleCaller } from "./caller";
import { retriesInForce } from "./retries";
import { readHeaderOperations, readPatience, readRedirect, readRewrite } from "./route-filters";

/**
 * The rules of HTTPRoutes and GRPCRoutes that share a parent, as one list in Gateway API's order of precedence: exact path,
 * prefix, regular expression; longer paths; method; more headers; more query parameters; the older route; order in the route.
 * Each match is a rule of its own.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` getSortedRoutes.
 */
export function gatewayApiRules(
  resources: readonly ConfigResource[],
  caller: RuleCaller,
): readonly Route[] {
  const routes = resources.toSorted(oldestFirst).flatMap((r) => rulesOf(r, caller));
  return routes.toSorted((a, b) => rank(b) - rank(a) || compareMatches(a.matches[0], b.matches[0]));
}

const PATH_RANK = { exact: 3, prefix: 2, "prefix-segments": 2, regex: 1, present: 0 } as const;

const rank = (route: Route): number => PATH_RANK[route.matches[0]?.uri?.type ?? "present"];

function compareMatches(a: RouteMatch | undefined, b: RouteMatch | undefined): number {
  if (!a || !b) return 0;
  const length = (m: RouteMatch) => (m.uri && m.uri.type !== "present" ? m.uri.value.length : 0);
  return (
    length(b) - length(a) ||
    Number(b.method !== null) - Number(a.method !== null) ||
    b.headers.length - a.headers.length ||
    b.queryParams.length - a.queryParams.length
  );
}

function rulesOf(resource: ConfigResource, caller: RuleCaller): readonly Route[] {
  const grpc = resource.kind === "GRPCRoute.gateway.networking.k8s.io";
  return children(resource.spec, "rules").flatMap((rule, i) => {
    const path = `rules[${i}]`;
    const matches = children(rule, "matches");
    const read = grpc ? grpcMatch : httpMatch;
    const alternatives = matches.length === 0 ? [emptySpec] : matches;
    return alternatives.map((m, j) =>
      readRule(resource, rule, path, read(m, `${path}.matches[${j}]`), caller),
    );
  });
}

function readRule(
  resource: ConfigResource,
  rule: Spec,
  path: string,
  match: RouteMatch,
  caller: RuleCaller,
): Route {
  const filters = children(rule, "filters");
  const by = refOf(resource);
  return {
    by,
    path,
    protocol: "http",
    name: text(rule, "name"),
    matches: [match],
    action: readAction(resource, rule, path, caller),
    ...readPatience(rule, retriesInForce(null, caller.settings.defaultHttpRetryPolicy)),
    fault: null,
    mirrors: filters.flatMap((f, i) => readMirror(resource, f, `${path}.filters[${i}]`, caller)),
    rewrite: readRewrite(rule),
    headers: readHeaderOperations(rule),
    uncertain: doubts(resource, rule, path, caller),
  };
}

/** Filters and backends of other kinds, and a gateway's backends elsewhere, for which ReferenceGrants would have to be read. */
function doubts(
  resource: ConfigResource,
  rule: Spec,
  path: string,
  caller: RuleCaller,
): readonly Uncertainty[] {
  const home = resource.meta.namespace;
  const needsGrant = (ref: Spec) =>
    !caller.gateways.includes("mesh") && (text(ref, "namespace") ?? home) !== home;
  const unsure = (at: string): Uncertainty => ({
    code: "unsupported",
    ref: refOf(resource),
    path: `${path}.${at}`,
  });
  return [
    ...children(rule, "filters").flatMap((f, i) =>
      text(f, "type") === "ExtensionRef" ? [unsure(`filters[${i}]`)] : [],
    ),
    ...children(rule, "backendRefs").flatMap((ref, i) =>
      needsGrant(ref) || !isService(ref) ? [unsure(`backendRefs[${i}]`)] : [],
    ),
  ];
}

function readAction(
  resource: ConfigResource,
  rule: Spec,
  path: string,
  caller: RuleCaller,
): RouteAction {
  const redirect = readRedirect(rule);
  if (redirect) return redirect;
  const destinations = readBackends(resource, rule, path, caller);
  return destinations.some((d) => d.share > 0)
    ? { type: "forward", destinations }
    : { type: "direct-response", status: 500, body: null };
}

function readBackends(
  resource: ConfigResource,
  rule: Spec,
  path: string,
  caller: RuleCaller,
): readonly RouteDestination[] {
  const refs = children(rule, "backendRefs");
  const weights = refs.map((r) => Math.max(0, numeral(r, "weight") ?? 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  return refs.map((ref, i) => {
    const known = isService(ref);
    return {
      ...readTarget(resource, ref, caller),
      weight: numeral(ref, "weight"),
      share: sum === 0 ? 0 : (weights[i] ?? 0) / sum,
      path: `${path}.backendRefs[${i}]`,
      fails: known ? null : 500,
      headers: readHeaderOperations(ref),
    };
  });
}

/** A Service, or a host of a ServiceEntry (kind `Hostname`). Other backends are not evaluated. */
const isService = (ref: Spec): boolean => ["Service", "Hostname"].includes(kindOf(ref));

const kindOf = (ref: Spec): string => text(ref, "kind") ?? "Service";

function readTarget(resource: ConfigResource, ref: Spec, caller: RuleCaller) {
  const host = text(ref, "name") ?? "";
  const namespace = text(ref, "namespace") ?? resource.meta.namespace;
  const hostname =
    kindOf(ref) === "Hostname" ? host : serviceHostname(host, namespace, caller.settings);
  return { host, hostname, subset: null, port: numeral(ref, "port") ?? caller.port };
}

function readMirror(resource: ConfigResource, filter: Spec, path: string, caller: RuleCaller) {
  const mirror = child(filter, "requestMirror");
  const ref = mirror && child(mirror, "backendRef");
  if (!mirror || !ref) return [];
  const { host, hostname, subset, port } = readTarget(resource, ref, caller);
  const fraction = child(mirror, "fraction");
  const parts = fraction && (numeral(fraction, "numerator") ?? 0);
  const ratio =
    fraction && parts !== null
      ? parts / (numeral(fraction, "denominator") ?? 100)
      : (numeral(mirror, "percent") ?? 100) / 100;
  return ratio > 0 ? [{ host, hostname, subset, port, ratio, path }] : [];
}

const blankMatch = (path: string): RouteMatch => ({
  path,
  uri: null,
  ignoreUriCase: false,
  method: null,
  authority: null,
  scheme: null,
  headers: [],
  withoutHeaders: [],
  queryParams: [],
  sniHosts: [],
  destinationSubnets: [],
});

/** The matches of one rule of an HTTPRoute, in its own order; empty where it takes every request. */
export function readRouteMatches(rule: Spec, path: string): readonly RouteMatch[] {
  return children(rule, "matches").map((m, j) => httpMatch(m, `${path}.matches[${j}]`));
}

function httpMatch(spec: Spec, path: string): RouteMatch {
  const uri = child(spec, "path") ?? emptySpec;
  const value = text(uri, "value") ?? "/";
  const type = text(uri, "type") ?? "PathPrefix";
  const method = text(spec, "method");
  return {
    ...blankMatch(path),
    uri: pathMatch(type, value),
    method: method === null ? null : { type: "exact", value: method },
    headers: named(spec, "headers").map((h) => ({ ...h, name: h.name.toLowerCase() })),
    queryParams: named(spec, "queryParams"),
  };
}

function pathMatch(type: string, value: string): StringMatch {
  if (type === "Exact") return { type: "exact", value };
  if (type === "RegularExpression") return { type: "regex", value };
  const stem = value === "/" ? value : value.replace(/\/+$/, "");
  return { type: "prefix-segments", value: stem === "" ? "/" : stem };
}

const named = (spec: Spec, key: string): readonly NamedMatch[] =>
  children(spec, key).map((m) => ({
    name: text(m, "name") ?? "",
    match: {
      type: text(m, "type") === "RegularExpression" ? "regex" : "exact",
      value: text(m, "value") ?? "",
    },
  }));

/** gRPC calls are POST requests to `/service/method`. */
function grpcMatch(spec: Spec, path: string): RouteMatch {
  const call = child(spec, "method");
  const headers = named(spec, "headers").map((h) => ({ ...h, name: h.name.toLowerCase() }));
  const uri: StringMatch = call ? grpcPath(call) : { type: "prefix-segments", value: "/" };
  return { ...blankMatch(path), uri, headers };
}

function grpcPath(call: Spec): StringMatch {
  const service = text(call, "service");
  const method = text(call, "method");
  if (text(call, "type") === "RegularExpression") {
    return { type: "regex", value: `/${service ?? "[^/]+"}/${method ?? "[^/]+"}` };
  }
  if (service !== null && method !== null) return { type: "exact", value: `/${service}/${method}` };
  if (service !== null) return { type: "prefix", value: `/${service}/` };
  return { type: "regex", value: `/[^/]+/${method ?? "[^/]+"}` };
}
