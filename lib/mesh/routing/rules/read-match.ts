import type { NamedMatch, RouteMatch, StringMatch } from "../route";
import { child, flag, numeral, type Spec, text, textMap, texts } from "../spec/read-spec";
import { gatewayName, type RuleCaller } from "./caller";

/** A StringMatch of a VirtualService; `null` when it says nothing. */
export function stringMatch(spec: Spec | null): StringMatch | null {
  if (spec === null) return null;
  for (const type of ["exact", "prefix", "regex"] as const) {
    const value = spec[type];
    if (typeof value === "string") return { type, value };
  }
  return null;
}

/** Matches by name. An empty match, and the regular expression `*`, ask for presence alone. */
function namedMatches(spec: Spec, key: string): readonly NamedMatch[] {
  const entries = Object.keys(child(spec, key) ?? {});
  return entries.map((name) => {
    const match = stringMatch(child(child(spec, key) ?? {}, name));
    const presence = match === null || (match.type === "regex" && match.value === "*");
    return { name, match: presence ? { type: "present" as const } : match };
  });
}

const lowerNames = (matches: readonly NamedMatch[]): readonly NamedMatch[] =>
  matches.map((m) => ({ ...m, name: m.name.startsWith("@") ? m.name : m.name.toLowerCase() }));

/** One `match` of an `http`, `tls` or `tcp` rule, without what istiod itself decides (port, gateways, source). */
export function readMatch(spec: Spec, path: string): RouteMatch {
  return {
    path,
    uri: stringMatch(child(spec, "uri")),
    ignoreUriCase: flag(spec, "ignoreUriCase"),
    method: stringMatch(child(spec, "method")),
    authority: stringMatch(child(spec, "authority")),
    scheme: stringMatch(child(spec, "scheme")),
    headers: lowerNames(namedMatches(spec, "headers")),
    withoutHeaders: lowerNames(namedMatches(spec, "withoutHeaders")),
    queryParams: namedMatches(spec, "queryParams"),
    sniHosts: texts(spec, "sniHosts"),
    destinationSubnets: texts(spec, "destinationSubnets"),
  };
}

/**
 * Whether istiod generates a match for this caller at all. In an HTTP rule `gateways` switches the source fields off; in others all
 * must hold, and a gateway looks at no source.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/route/route.go` sourceMatchHTTP, translateRoute; `core/tls.go` matchTLS, matchTCP;
 * `core/gateway.go` l4SingleMatch.
 */
export function generatedFor(match: Spec, namespace: string, caller: RuleCaller): boolean {
  const port = numeral(match, "port");
  if (port !== null && port !== 0 && port !== caller.port) return false;
  const gateways = texts(match, "gateways");
  const bound = gateways.some((g) => caller.gateways.includes(gatewayName(g, namespace)));
  if (gateways.length > 0 && (caller.protocol === "http" || !bound)) return bound;
  if (caller.protocol !== "http" && !caller.gateways.includes("mesh")) return true;
  const source = text(match, "sourceNamespace");
  if (source !== null && source !== caller.workload.meta.namespace) return false;
  const labels = caller.workload.podLabels;
  return Object.entries(textMap(match, "sourceLabels")).every(([k, v]) => labels[k] === v);
}

/** Whether a match takes every request, so that nothing behind it is reached. Source: `route.go` IsCatchAllRoute. */
export function takesAll(match: RouteMatch): boolean {
  const { uri } = match;
  const anyPath =
    uri === null ||
    ((uri.type === "prefix" || uri.type === "prefix-segments") && uri.value === "/") ||
    (uri.type === "regex" && uri.value === ".*");
  const named = [match.headers, match.withoutHeaders, match.queryParams];
  const conditions = [match.method, match.authority, match.scheme];
  return (
    anyPath &&
    conditions.every((c) => c === null) &&
    named.every((n) => n.length === 0) &&
    match.sniHosts.length === 0 &&
    match.destinationSubnets.length === 0
  );
}
