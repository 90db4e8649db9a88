import type { NamedMatch, RouteMatch, StringMatch } from "../../routing/route";
import { readMatch } from "../../routing/rules/read-match";
import { children, numeral, type Spec, text, textMap, texts } from "../../routing/spec/read-spec";
import { createDemandIndex, type Demand, type Offer } from "./demand-index";

/** Where a match is taken: the rule, and its match or `null` for a rule without any. */
export type Taker = { readonly rule: number; readonly match: number | null };

/** HTTP rules in their order, and what they leave to a later one. */
export type MatchCover = {
  /** Takes the next of the rules in. */
  next(): void;
  /**
   * The first match of the rules taken in that takes every request which `later` would take, or `null`.
   *
   * It is certain where it says so and silent where it cannot tell: regular expressions cover only their like.
   */
  takerOf(later: Spec): Taker | null;
};

type Placed = { readonly taker: Taker; readonly spec: Spec; readonly match: RouteMatch };

/** None of `rules` is taken in yet; what is asked for is best among their matches. */
export function createMatchCover(rules: readonly Spec[]): MatchCover {
  const placed = rules.map((rule, i) =>
    children(rule, "match").map((spec, j) => placedMatch(spec, { rule: i, match: j })),
  );
  const index = createDemandIndex(placed.flat(), demandsOf, offersOf);
  let count = 0;
  let open: Taker | null = null;
  return {
    next() {
      const matches = placed[count] ?? [];
      if (matches.length === 0) open ??= { rule: count, match: null };
      // What stands behind a rule that takes all is never the first.
      if (open === null) for (const match of matches) index.add(match);
      count += 1;
    },
    takerOf(spec) {
      const later = placedMatch(spec, NOWHERE);
      return index.candidates(later).find((earlier) => matchCovers(earlier, later))?.taker ?? open;
    },
  };
}

const NOWHERE: Taker = { rule: -1, match: null };

const placedMatch = (spec: Spec, taker: Taker): Placed => ({
  taker,
  spec,
  match: readMatch(spec, ""),
});

/** Some of what a match demands of another for taking all that it takes: as far as it can be looked up. */
function demandsOf({ spec, match: m }: Placed): readonly Demand[] {
  const port = numeral(spec, "port") ?? 0;
  return [
    ...(port === 0 ? [] : [{ field: "port", how: "is", value: String(port) } as const]),
    ...uriDemands(m),
    ...TEXTS.flatMap((key) => demandsOfText(key, m[key])),
    ...m.headers.flatMap((h) => demandsOfText(`header ${h.name}`, h.match)),
    ...m.queryParams.flatMap((q) => demandsOfText(`query ${q.name}`, q.match)),
    ...m.withoutHeaders.map(
      (h) => ({ field: `without ${h.name}`, how: "is", value: JSON.stringify(h.match) }) as const,
    ),
  ];
}

const TEXTS = ["method", "authority", "scheme"] as const;

/** `uri~` stands for paths without regard to case. What takes every path demands nothing. */
function uriDemands({ uri, ignoreUriCase }: RouteMatch): readonly Demand[] {
  if (uri === null || uri.type === "present") return [];
  if (uri.value === (uri.type === "regex" ? ".*" : "/") && uri.type !== "exact") return [];
  return uri.type === "regex" || !ignoreUriCase
    ? demandsOfText("uri", uri)
    : demandsOfText("uri~", folded(uri, true));
}

function demandsOfText(field: string, match: StringMatch | null): readonly Demand[] {
  if (match === null) return [];
  if (match.type === "present") return [{ field, how: "is", value: "" }];
  const { type, value } = match;
  return [
    type === "prefix"
      ? { field: `${field} text`, how: "begins-with", value }
      : { field: `${field} ${type}`, how: "is", value },
  ];
}

function offersOf({ spec, match: m }: Placed): readonly Offer[] {
  return [
    { field: "port", value: String(numeral(spec, "port") ?? 0) },
    ...offersOfText("uri", m.uri),
    ...(m.uri === null ? [] : offersOfText("uri~", folded(m.uri, true))),
    ...TEXTS.flatMap((key) => offersOfText(key, m[key])),
    ...m.headers.flatMap((h) => offersOfText(`header ${h.name}`, h.match)),
    ...m.queryParams.flatMap((q) => offersOfText(`query ${q.name}`, q.match)),
    ...m.withoutHeaders.map((h) => ({
      field: `without ${h.name}`,
      value: JSON.stringify(h.match),
    })),
  ];
}

function offersOfText(field: string, match: StringMatch | null): readonly Offer[] {
  if (match === null) return [];
  const there = { field, value: "" };
  if (match.type === "present") return [there];
  const { type, value } = match;
  const isText = type === "exact" || type === "prefix";
  return [
    there,
    { field: `${field} ${type}`, value },
    ...(isText ? [{ field: `${field} text`, value }] : []),
  ];
}

function matchCovers(
  { spec: earlier, match: a }: Placed,
  { spec: later, match: b }: Placed,
): boolean {
  return (
    uriCovers(a, b) &&
    TEXTS.every((key) => optionalCovers(a[key], b[key])) &&
    a.headers.every((m) => b.headers.some((n) => namedCovers(m, n))) &&
    a.queryParams.every((m) => b.queryParams.some((n) => namedCovers(m, n))) &&
    a.withoutHeaders.every((m) => b.withoutHeaders.some((n) => isSame(m, n))) &&
    sourceCovers(earlier, later)
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
