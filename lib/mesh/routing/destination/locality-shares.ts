import { child, children, numeral, type Spec, text, texts } from "../spec/read-spec";
import type { DestinationSetting } from "./destination-setting";
import { labelRank } from "./label-rank";
import { localityMatches, type Placed } from "./locality-match";

/** A server, and how much it takes among its like. */
export type PlacedServer = Placed & { readonly weight: number };

export type LocalityShare = { readonly locality: string /** 0..1 */; readonly share: number };

/** A locality setting in force: its code, and its `localityLbSetting`. */
export type LocalityRule = { readonly code: DestinationSetting["code"]; readonly spec: Spec };

/**
 * How the requests of a caller divide among the localities of a destination's servers, as long as all of these answer. `null` where that is
 * not certain: a place that is not known, or patterns of which several take one locality.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/loadbalancer/loadbalancer.go` applyLocalityWeights, applyLocalityFailover,
 * applyFailoverPriorities; executed against istiod 1.30.3.
 */
export function localityShares(
  rule: LocalityRule,
  caller: Placed,
  servers: readonly PlacedServer[],
): readonly LocalityShare[] | null {
  if (rule.code === "distribute") return distributed(rule.spec, caller.locality, servers);
  const first = preferredServers(rule, caller, servers);
  const placed = first && placedOf(first);
  return placed && placed.length > 0 ? byWeight(placed, 1) : null;
}

/** The servers that take all requests of a caller as long as they answer; `null` where that is not certain, or no server goes before another. */
export function preferredServers<S extends PlacedServer>(
  { code, spec }: LocalityRule,
  caller: Placed,
  servers: readonly S[],
): readonly S[] | null {
  const rank = RANKS[code];
  if (rank === undefined || servers.length === 0) return null;
  const ranked = servers.map((server) => ({ server, rank: rank(spec, caller, server) }));
  if (ranked.some((r) => r.rank === null)) return null;
  const best = Math.min(...ranked.flatMap((r) => r.rank ?? []));
  return ranked.filter((r) => r.rank === best).map(({ server }) => server);
}

/**
 * The servers that `distribute` leaves a caller: where an entry is for it, only those in a locality that the entry names get requests, and
 * all others are taken out of the cluster. `null` where a place that decides it is not known.
 *
 * Source: istio/istio `loadbalancer.go` applyLocalityWeights.
 */
export function servedBy<S extends Placed>(
  spec: Spec,
  caller: string | null,
  servers: readonly S[],
): readonly S[] | null {
  const entry = entryFor(spec, caller);
  if (entry === "unknown") return null;
  if (entry === null) return servers;
  const patterns = Object.keys(child(entry, "to") ?? {});
  const met = servers.map(({ locality }) => patterns.map((p) => localityMatches(locality, p)));
  if (met.some((each) => !each.includes(true) && each.includes(null))) return null;
  return servers.filter((_, i) => met[i]?.includes(true) === true);
}

/** The first entry whose `from` takes the caller's place. */
function entryFor(spec: Spec, caller: string | null): Spec | "unknown" | null {
  for (const entry of children(spec, "distribute")) {
    const matches = localityMatches(caller, text(entry, "from") ?? "");
    if (matches === null) return "unknown";
    if (matches) return entry;
  }
  return null;
}

/** What no pattern takes gets nothing; a pattern without a server leaves its part to the others. */
function distributed(
  spec: Spec,
  caller: string | null,
  all: readonly PlacedServer[],
): readonly LocalityShare[] | null {
  const entry = entryFor(spec, caller);
  const servers = placedOf(all);
  if (entry === "unknown" || servers === null || servers.length === 0) return null;
  if (entry === null) return byWeight(servers, 1);
  const to = child(entry, "to") ?? {};
  const parts = Object.keys(to).map((pattern) => ({
    percent: numeral(to, pattern) ?? 0,
    servers: servers.filter(({ locality }) => localityMatches(locality, pattern) === true),
  }));
  const taken = parts.flatMap((part) => part.servers);
  if (new Set(taken).size < taken.length) return null;
  const served = parts.filter((part) => part.percent > 0 && part.servers.length > 0);
  const total = served.reduce((sum, { percent }) => sum + percent, 0);
  return served.flatMap((part) => byWeight(part.servers, part.percent / total));
}

/** The lower goes first; `null`: not known. */
type Rank = (spec: Spec, caller: Placed, server: Placed) => number | null;

/** Labels first; among servers alike in these, places as `failover` has them, if it is there. */
const byLabels: Rank = (spec, caller, server) => {
  const rank = labelRank(texts(spec, "failoverPriority"), caller, server);
  if (rank === null || children(spec, "failover").length === 0) return rank;
  const place = placeRank(spec, caller, server);
  return place === null ? null : rank * 5 + place;
};

/** Places that share more of the region, zone and subzone come first; then the region that `failover` names. */
const placeRank: Rank = (spec, caller, server) => {
  if (caller.locality === null || server.locality === null) return null;
  const [own, its] = [caller.locality.split("/"), server.locality.split("/")];
  const differs = [0, 1, 2].findIndex((i) => (own[i] ?? "") !== (its[i] ?? ""));
  if (differs !== 0) return differs < 0 ? 0 : 3 - differs;
  const named = children(spec, "failover").find((f) => text(f, "from") === own[0]);
  return named && text(named, "to") !== its[0] ? 4 : 3;
};

const RANKS: Readonly<Record<string, Rank>> = {
  "nearest-first": placeRank,
  failover: placeRank,
  "failover-priority": byLabels,
  "prefer-close": byLabels,
};

type Known = { readonly locality: string; readonly weight: number };

/** `null` where the place of one is not known. */
function placedOf(servers: readonly PlacedServer[]): readonly Known[] | null {
  const known = servers.flatMap(({ locality, weight }) =>
    locality === null ? [] : [{ locality, weight }],
  );
  return known.length < servers.length ? null : known;
}

function byWeight(servers: readonly Known[], share: number): readonly LocalityShare[] {
  const total = servers.reduce((sum, { weight }) => sum + weight, 0);
  const weights = new Map<string, number>();
  for (const { locality, weight } of servers) {
    weights.set(locality, (weights.get(locality) ?? 0) + weight);
  }
  return [...weights].map(([locality, weight]) => ({
    locality,
    share: total === 0 ? 0 : (share * weight) / total,
  }));
}
