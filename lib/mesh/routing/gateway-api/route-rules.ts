import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf } from "../../model/resource";
import type { Route, RouteAction, RouteDestination, RouteMirror } from "../route";
import type { RuleCaller } from "../rules/caller";
import { readCorsFilter } from "../rules/cors";
import { authorityOf } from "../rules/read-action";
import { retriesInForce } from "../rules/retries";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, children, emptySpec, numeral, type Spec, text } from "../spec/read-spec";
import { isSince, type VersionChange } from "../spec/versions";
import { type Backend, readBackend } from "./backends";
import {
  filtersOf,
  readHeaderOperations,
  readPatience,
  readRedirect,
  readRewrite,
} from "./route-filters";
import { blankMatch, grpcMatch, httpMatch } from "./route-matches";

/** Whether references to other namespaces need a ReferenceGrant. */
export type Grants = { readonly grants: boolean };

/** Gateway API's order of age: creation time, namespace, name. */
export const byCreation = (a: ConfigResource, b: ConfigResource): number => {
  const [x, y] = [creationKey(a), creationKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};

const creationKey = ({ meta }: ConfigResource): string =>
  `${meta.createdAt ?? "~"} ${meta.namespace} ${meta.name}`;

/**
 * The rules of an HTTPRoute or a GRPCRoute, each match a rule of its own; none at all where istiod refuses one of them: a filter that it
 * does not know, a backend that cannot be one.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` convertHTTPRoute, convertGRPCRoute; `route_collections.go` computeRoute.
 */
export function routeRules(
  index: MeshIndex,
  route: ConfigResource,
  caller: RuleCaller,
  options: Grants,
): readonly Route[] {
  const grpc = route.kind === "GRPCRoute.gateway.networking.k8s.io";
  const read = grpc ? grpcMatch : httpMatch;
  const routes: Route[] = [];
  for (const [i, rule] of children(route.spec, "rules").entries()) {
    const path = `rules[${i}]`;
    const body = readRule(index, route, { rule, path, grpc }, caller, options);
    if (body === null) return [];
    const matches = children(rule, "matches").map((m, j) => read(m, `${path}.matches[${j}]`));
    // The API server gives an HTTPRoute's rule a match on `/`, a GRPCRoute's none.
    const all = grpc ? blankMatch(path) : httpMatch(emptySpec, path);
    const split = matches.length === 0 ? [all] : matches;
    routes.push(...split.map((match) => ({ ...body, matches: [match] })));
  }
  return routes;
}

type Place = { readonly rule: Spec; readonly path: string; readonly grpc: boolean };

function readRule(
  index: MeshIndex,
  route: ConfigResource,
  place: Place,
  caller: RuleCaller,
  options: Grants,
): Route | null {
  const { rule, path, grpc } = place;
  if (children(rule, "filters").some((f) => !knowsFilter(f, grpc, caller.settings))) return null;
  const mirrors = readMirrors(index, route, place, caller, options);
  const action = readAction(index, route, place, caller, options);
  if (action === null || mirrors === null) return null;
  const headers = readHeaderOperations(rule);
  const only = action.destinations.filter((d) => d.share > 0);
  const single = only.length === 1 && only[0] ? authorityOf(only[0].headers) : null;
  const defaults = retriesInForce(null, caller.settings.defaultHttpRetryPolicy);
  const cors = readCorsFilter(filtersOf(rule, "CORS", path), caller.settings);
  return {
    by: refOf(route),
    path,
    protocol: "http",
    name: text(rule, "name"),
    matches: [],
    action: action.action,
    ...readPatience(grpc ? emptySpec : rule, defaults),
    fault: null,
    ...(cors && { cors }),
    mirrors,
    rewrite: readRewrite(rule, authorityOf(headers) ?? single),
    headers,
    uncertain: action.uncertain,
  };
}

const HTTP_FILTERS = new Set([
  "RequestHeaderModifier",
  "ResponseHeaderModifier",
  "RequestRedirect",
  "RequestMirror",
  "URLRewrite",
  "CORS",
]);
const GRPC_FILTERS = new Set(["RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror"]);
const BACKEND_FILTERS = new Set(["RequestHeaderModifier", "ResponseHeaderModifier"]);

function knowsFilter(filter: Spec, grpc: boolean, settings: MeshSettings): boolean {
  const type = text(filter, "type") ?? "";
  if (type === "CORS" && !isSince(settings, "cors-filters")) return false;
  return (grpc ? GRPC_FILTERS : HTTP_FILTERS).has(type);
}

/** An HTTPRoute's mirror that does not resolve copies nothing; a GRPCRoute's refuses the route. */
function readMirrors(
  index: MeshIndex,
  route: ConfigResource,
  { rule, path, grpc }: Place,
  caller: RuleCaller,
  { grants }: Grants,
): readonly RouteMirror[] | null {
  const mirrors: RouteMirror[] = [];
  for (const { filter, path: at } of filtersOf(rule, "RequestMirror", path)) {
    const spec = child(filter, "requestMirror") ?? emptySpec;
    const ref = child(spec, "backendRef") ?? emptySpec;
    const backend = readBackend(index, route, ref, caller, { grants, path: at });
    const resolves = backend.type === "found" || backend.type === "unreachable";
    if (!resolves && grpc) return null;
    const ratio = mirrorRatio(spec);
    if (!resolves || ratio <= 0) continue;
    const { host, hostname, subset, port } = backend;
    mirrors.push({ host, hostname, subset, port, ratio, path: at });
  }
  return mirrors;
}

function mirrorRatio(mirror: Spec): number {
  const fraction = child(mirror, "fraction");
  if (!fraction) return (numeral(mirror, "percent") ?? 100) / 100;
  return (numeral(fraction, "numerator") ?? 0) / (numeral(fraction, "denominator") ?? 100);
}

type Action = {
  readonly action: RouteAction;
  readonly destinations: readonly RouteDestination[];
  readonly uncertain: Route["uncertain"];
};

/** A redirect goes before all backends; without any weight the proxy answers 500. */
function readAction(
  index: MeshIndex,
  route: ConfigResource,
  { rule, path, grpc }: Place,
  caller: RuleCaller,
  { grants }: Grants,
): Action | null {
  const refs = children(rule, "backendRefs");
  const weights = refs.map((r) => Math.max(0, numeral(r, "weight") ?? 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  const redirect = grpc ? null : readRedirect(rule);
  if (sum === 0) {
    const since = (change: VersionChange) => isSince(caller.settings, change);
    const isLost = refs.length === 0 && since("no-backends-404") && !since("no-backends-500");
    const status = isLost ? 404 : 500;
    const action = redirect ?? { type: "direct-response", status, body: null };
    return { action, destinations: [], uncertain: [] };
  }
  const destinations: RouteDestination[] = [];
  const uncertain: Route["uncertain"][number][] = [];
  for (const [i, ref] of refs.entries()) {
    const at = `${path}.backendRefs[${i}]`;
    const weight = weights[i] ?? 0;
    const backend = readBackend(index, route, ref, caller, { grants, path: at });
    if (weight > 0 && (backend.type === "refused" || !knowsBackendFilters(ref))) return null;
    const target = targetOf(backend);
    if (target === null) continue;
    uncertain.push(...target.uncertain);
    destinations.push({ ...target.to, ...sharing(ref, weight / sum, at) });
  }
  const forward = { type: "forward" as const, destinations };
  return { action: redirect ?? forward, destinations, uncertain };
}

const knowsBackendFilters = (ref: Spec): boolean =>
  children(ref, "filters").every((f) => BACKEND_FILTERS.has(text(f, "type") ?? ""));

function targetOf(backend: Backend) {
  if (backend.type === "refused") return null;
  const { host, hostname, subset, port, uncertain } = backend;
  const fails = backend.type === "found" ? null : 500;
  return { to: { host, hostname, subset, port, fails }, uncertain };
}

const sharing = (ref: Spec, share: number, path: string) => ({
  weight: numeral(ref, "weight"),
  share,
  path,
  headers: readHeaderOperations(ref),
});
