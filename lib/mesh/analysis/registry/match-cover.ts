import type { NamedMatch, RouteMatch, StringMatch } from "../../routing/route";
import { readMatch } from "../../routing/rules/read-match";
import { children, numeral, type Spec, text, textMap, texts } from "../../routing/spec/read-spec";

/** Where a match is taken: the rule, and its match or `null` for a rule without any. */
export type Taker = { readonly rule: number; readonly match: number | null };

/**
 * The first match of some HTTP rules that takes every request which another one would take, or `null`.
 *
 * It is certain where it says so and silent where it cannot tell: regular expressions cover only their like.
 */
export function coveringMatch(rules: readonly Spec[], later: Spec): Taker | null {
  for (const [i, rule] of rules.entries()) {
    const matches = children(rule, "match");
    if (matches.length === 0) return { rule: i, match: null };
    const found = matches.findIndex((earlier) => matchCovers(earlier, later));
    if (found >= 0) return { rule: i, match: found };
  }
  return null;
}

function matchCovers(earlier: Spec, later: Spec): boolean {
  const [a, b] = [readMatch(earlier, ""), readMatch(later, "")];
  return (
    sourceCovers(earlier, later) &&
    uriCovers(a, b) &&
    (["method", "authority", "scheme"] as const).every((key) => optionalCovers(a[key], b[key])) &&
    a.headers.every((m) => b.headers.some((n) => namedCovers(m, n))) &&
    a.queryParams.every((m) => b.queryParams.some((n) => namedCovers(m, n))) &&
    a.withoutHeaders.every((m) => b.withoutHeaders.some((n) => isSame(m, n)))
  );
}

/** What istiod decides before a request is seen: port, gateways, source. With gateways the source is not looked at. */
function sourceCovers(earlier: Spec, later: Spec): boolean {
  const port = numeral(earlier, "port") ?? 0;
  if (port !== 0 && port !== (numeral(later, "port") ?? 0)) return false;
  const [ours, theirs] = [texts(earlier, "gateways"), texts(later, "gateways")];
  if (ours.length > 0) return theirs.length > 0 && theirs.every((g) => ours.includes(g));
  const namespace = text(earlier, "sourceNamespace");
  const labels = Object.entries(textMap(earlier, "sourceLabels"));
  if (theirs.length > 0) return namespace === null && labels.length === 0;
  const given = textMap(later, "sourceLabels");
  return (
    (namespace === null || namespace === text(later, "sourceNamespace")) &&
    labels.every(([key, value]) => given[key] === value)
  );
}

function uriCovers(a: RouteMatch, b: RouteMatch): boolean {
  if (a.uri === null) return true;
  if (b.uri === null) return a.uri.type === "prefix" && a.uri.value === "/";
  if (a.uri.type === "regex") {
    return a.uri.value === ".*" || (b.uri.type === "regex" && b.uri.value === a.uri.value);
  }
  // Without regard to case the earlier one takes more; it takes less where only the later one has none.
  if (b.ignoreUriCase && !a.ignoreUriCase) return a.uri.type === "prefix" && a.uri.value === "/";
  return stringCovers(folded(a.uri, a.ignoreUriCase), folded(b.uri, a.ignoreUriCase));
}

const folded = (match: StringMatch, fold: boolean): StringMatch =>
  fold && match.type !== "present" ? { ...match, value: match.value.toLowerCase() } : match;

const optionalCovers = (a: StringMatch | null, b: StringMatch | null): boolean =>
  a === null || (b !== null && stringCovers(a, b));

function stringCovers(a: StringMatch, b: StringMatch): boolean {
  if (a.type === "present") return true;
  if (b.type === "present") return false;
  if (a.type === "prefix") {
    return (b.type === "exact" || b.type === "prefix") && b.value.startsWith(a.value);
  }
  return a.type === b.type && a.value === b.value;
}

const namedCovers = (a: NamedMatch, b: NamedMatch): boolean =>
  a.name === b.name && stringCovers(a.match, b.match);

const isSame = (a: NamedMatch, b: NamedMatch): boolean =>
  a.name === b.name && JSON.stringify(a.match) === JSON.stringify(b.match);
