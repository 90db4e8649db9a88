import type { ConfigResource } from "../../../model/resource";
import { child, children, numeral, type Spec, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, ownCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { createDemandIndex, type Demand, type Offer } from "../../registry/demand-index";
import { createMatchCover } from "../../registry/match-cover";
import { finding } from "../../registry/spec-parts";

const UNREACHABLE = istioCode("IST0130", "warning");
const INEFFECTIVE = istioCode("IST0131", "info");
const SHADOWED = ownCode("HED107", "error");

/**
 * Rules that no request reaches, because earlier rules take them all.
 *
 * IST0130 and IST0131 are what istiod's webhook and `istioctl analyze` say: equal matches, rules behind one without a match, and prefixes
 * that begin with an earlier prefix. Source: istio/istio `pkg/config/validation/virtualservice.go` analyzeUnreachableHTTPRules,
 * `validation.go` coveredValidation. HED107 is said of the HTTP rules which those do not see and which cannot be reached all the same.
 */
export const unreachableRule: Analyzer = {
  name: "unreachable-rule",
  judges: [VIRTUAL_SERVICE],
  codes: [UNREACHABLE, INEFFECTIVE, SHADOWED],
  reads: [],
  judge(vs) {
    const istio = (["http", "tcp", "tls"] as const).flatMap((p) => judgeList(vs, p));
    const said = new Set(
      istio.filter((f) => f.code === UNREACHABLE.code).map((f) => JSON.stringify(f.path)),
    );
    const own = shadowed(vs).filter((f) => !said.has(JSON.stringify(f.path)));
    return [...istio, ...own];
  },
};

type Protocol = "http" | "tcp" | "tls";

const ruleName = (rule: Spec, i: number): string => {
  const name = text(rule, "name");
  return name === null ? `#${i}` : JSON.stringify(name);
};

/** Equal but for their name, whatever the order of their keys. */
const identityOf = ({ name: _, ...match }: Spec): string => JSON.stringify(sorted(match));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

function judgeList(vs: ConfigResource, protocol: Protocol): readonly Finding[] {
  const rules = children(vs.spec, protocol);
  const seen = new Map<string, string>();
  const catchAll = rules.findIndex((rule) => children(rule, "match").length === 0);
  const equal = rules.flatMap((rule, i) => {
    const facts = { rule: ruleName(rule, i) };
    const unreachable = (reason: string) =>
      finding(UNREACHABLE, vs, ["spec", protocol, i], { ...facts, reason });
    const isBehind = catchAll >= 0 && i > catchAll;
    const matches = children(rule, "match");
    if (matches.length === 0) {
      return isBehind ? [unreachable("only the last rule can have no matches")] : [];
    }
    const repeated = repeatedMatches(vs, protocol, i, rule, seen);
    const all = repeated.length === matches.length;
    return [
      ...repeated,
      ...(all ? [unreachable("all matches used by prior rules")] : []),
      ...(isBehind ? [unreachable("route without matches defined before")] : []),
    ];
  });
  return protocol === "http" ? [...equal, ...overlaps(vs, rules)] : equal;
}

/** Matches of a rule that stood before, in it or in an earlier rule. `seen` is added to: match to the name of its first rule. */
function repeatedMatches(
  vs: ConfigResource,
  protocol: Protocol,
  i: number,
  rule: Spec,
  seen: Map<string, string>,
): readonly Finding[] {
  const name = ruleName(rule, i);
  return children(rule, "match").flatMap((match, j) => {
    const identity = identityOf(match);
    const earlier = seen.get(identity);
    seen.set(identity, earlier ?? name);
    if (earlier === undefined) return [];
    const facts = { rule: name, match: ruleName(match, j), earlier };
    return [finding(INEFFECTIVE, vs, ["spec", protocol, i, "match", j], facts)];
  });
}

type PrefixMatch = {
  readonly at: string;
  readonly match: string;
  readonly rule: string;
  readonly prefix: string;
  readonly path: Finding["path"];
  readonly port: number;
  readonly texts: readonly string[];
  readonly maps: readonly ReadonlyMap<string, string>[];
};

/** Pairs of prefixes of which the later begins with the earlier, and all else looks alike. */
function overlaps(vs: ConfigResource, rules: readonly Spec[]): readonly Finding[] {
  const prefixes = rules.flatMap((rule, i) =>
    children(rule, "match").flatMap((m, j) => prefixMatch(rule, i, m, j)),
  );
  const index = createDemandIndex(prefixes, demandsOf, offersOf);
  return prefixes.flatMap((later) => {
    const candidates = index.candidates(later);
    index.add(later);
    return candidates.flatMap((earlier) => {
      if (earlier.prefix === later.prefix || !covers(earlier, later)) return [];
      const match = `${later.match} of prefix ${later.prefix}`;
      const by = `${earlier.match} of prefix ${earlier.prefix} on ${earlier.rule}`;
      const facts = { rule: later.rule, match, earlier: by };
      return [finding(INEFFECTIVE, vs, later.path, facts)];
    });
  });
}

/** What `covers` asks, in the terms of an index. */
const demandsOf = ({ prefix, ...earlier }: PrefixMatch): readonly Demand[] => [
  { field: "prefix", how: "begins-with", value: prefix },
  { field: "kind", how: "is", value: kindOf(earlier) },
  ...valuesOf(earlier).map((value) => ({ ...value, how: "begins" as const })),
];

const offersOf = ({ prefix, ...later }: PrefixMatch): readonly Offer[] => [
  { field: "prefix", value: prefix },
  { field: "kind", value: kindOf(later) },
  ...valuesOf(later),
];

type Compared = Pick<PrefixMatch, "port" | "texts" | "maps">;

/** Port, and names of what is compared. */
const kindOf = ({ port, maps }: Compared): string =>
  JSON.stringify([port, ...maps.map((map) => [...map.keys()].sort())]);

const valuesOf = ({ texts, maps }: Compared): readonly Offer[] => [
  ...texts.map((value, i) => ({ field: `text ${i}`, value })),
  ...maps.flatMap((map, i) =>
    [...map].map(([key, value]) => ({ field: `map ${i} ${key}`, value })),
  ),
];

function prefixMatch(rule: Spec, i: number, match: Spec, j: number): readonly PrefixMatch[] {
  const prefix = text(child(match, "uri") ?? {}, "prefix");
  if (prefix === null) return [];
  const encoded = (key: string) => encode(child(match, key) ?? {});
  const map = (key: string) => {
    const entries = Object.keys(child(match, key) ?? {});
    const at = (name: string) => encode(child(child(match, key) ?? {}, name) ?? {});
    return new Map(entries.map((name) => [name, at(name)]));
  };
  return [
    {
      at: `#${i}`,
      match: ruleName(match, j),
      rule: ruleName(rule, i),
      prefix,
      path: ["spec", "http", i, "match", j],
      port: numeral(match, "port") ?? 0,
      texts: [encoded("method") || "exactGET", encoded("authority")],
      maps: ["headers", "queryParams", "withoutHeaders"].map(map),
    },
  ];
}

/** `exact` and `prefix` as Istio writes them down to compare; a regular expression counts as nothing. */
function encode(match: Spec): string {
  const exact = text(match, "exact");
  if (exact !== null) return `exact${exact}`;
  const prefix = text(match, "prefix");
  return prefix === null ? "" : `prefix${prefix}`;
}

/** The comparison of Istio's own: the earlier text begins with the later one, which is the wrong way round and so kept. */
function covers(earlier: PrefixMatch, later: PrefixMatch): boolean {
  return (
    later.prefix.startsWith(earlier.prefix) &&
    earlier.port === later.port &&
    earlier.texts.every((t, i) => t.startsWith(later.texts[i] ?? "")) &&
    earlier.maps.every((map, i) => {
      const other = later.maps[i] ?? new Map<string, string>();
      if (map.size !== other.size) return false;
      return [...map].every(([key, value]) => {
        const wanted = other.get(key);
        return wanted !== undefined && value.startsWith(wanted);
      });
    })
  );
}

/** HTTP rules of which each match is taken whole by one earlier match, or by an earlier rule without any. */
function shadowed(vs: ConfigResource): readonly Finding[] {
  const rules = children(vs.spec, "http");
  if (rules.length < 2) return [];
  const cover = createMatchCover(rules);
  return rules.flatMap((rule, i) => {
    const matches = children(rule, "match");
    const wanted = matches.length === 0 ? [{}] : matches;
    const takers = wanted.map((match) => cover.takerOf(match));
    cover.next();
    const by = takers.flatMap((taker) => taker ?? []);
    if (by.length < wanted.length) return [];
    const earlier = [...new Set(by.map((t) => ruleName(rules[t.rule] ?? {}, t.rule)))];
    return [finding(SHADOWED, vs, ["spec", "http", i], { rule: ruleName(rule, i), earlier })];
  });
}
