import type { NamedMatch, RouteMatch, StringMatch } from "../route";
import { child, children, emptySpec, type Spec, text } from "../spec/read-spec";

export const blankMatch = (path: string): RouteMatch => ({
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

/** A match of an HTTPRoute. Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` createURIMatch and following. */
export function httpMatch(spec: Spec, path: string): RouteMatch {
  const uri = child(spec, "path") ?? emptySpec;
  const method = text(spec, "method");
  return {
    ...blankMatch(path),
    uri: pathMatch(text(uri, "type") ?? "PathPrefix", text(uri, "value") ?? "/"),
    method: method === null ? null : { type: "exact", value: method },
    headers: named(spec, "headers").map((h) => ({ ...h, name: h.name.toLowerCase() })),
    queryParams: named(spec, "queryParams"),
  };
}

/** One slash at the end of a prefix does not count. */
function pathMatch(type: string, value: string): StringMatch {
  if (type === "Exact") return { type: "exact", value };
  if (type === "RegularExpression") return { type: "regex", value };
  return { type: "prefix-segments", value: value === "/" ? value : value.replace(/\/$/, "") };
}

/** Conditions by name; of several with one name the last counts. */
function named(spec: Spec, key: string): readonly NamedMatch[] {
  const byName = new Map<string, NamedMatch>();
  for (const m of children(spec, key)) {
    const name = text(m, "name") ?? "";
    const type = text(m, "type") === "RegularExpression" ? "regex" : "exact";
    byName.set(name, { name, match: { type, value: text(m, "value") ?? "" } });
  }
  return [...byName.values()];
}

/** A match of a GRPCRoute: calls are POST requests to `/service/method`. Source: `conversion.go` createGRPCURIMatch. */
export function grpcMatch(spec: Spec, path: string): RouteMatch {
  const call = child(spec, "method");
  const headers = named(spec, "headers").map((h) => ({ ...h, name: h.name.toLowerCase() }));
  return { ...blankMatch(path), uri: call && grpcPath(call), headers };
}

function grpcPath(call: Spec): StringMatch {
  const service = text(call, "service");
  const method = text(call, "method");
  if (service === null) return { type: "regex", value: `/[^/]+/${method ?? "[^/]+"}` };
  if (text(call, "type") === "RegularExpression") {
    return { type: "regex", value: `/${service}/${method ?? ".+"}` };
  }
  if (method !== null) return { type: "exact", value: `/${service}/${method}` };
  return { type: "prefix-segments", value: `/${service}` };
}
