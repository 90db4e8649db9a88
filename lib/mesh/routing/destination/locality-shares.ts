import { child, children, numeral, type Spec, text } from "../spec/read-spec";
import type { DestinationSetting } from "./destination-setting";

/** Where a server stands (`region/zone/subzone`) and how much it takes among its like; `null`: only its node says where, which is not read. */
export type Placed = { readonly locality: string | null; readonly weight: number };

export type LocalityShare = { readonly locality: string /** 0..1 */; readonly share: number };

/**
 * How the requests of a caller divide among the localities of a destination's servers, as long as all of these answer. `null` where that is
 * not certain: a place that is not known, patterns of which several take one locality, preferences by labels.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/loadbalancer/loadbalancer.go` applyLocalityWeight, applyLocalityFailover; executed
 * against istiod 1.30.3.
 *
 * @param code of the locality setting in force
 * @param spec its `localityLbSetting`
 */
export function localityShares(
  code: DestinationSetting["code"],
  spec: Spec,
  caller: string | null,
  servers: readonly Placed[],
): readonly LocalityShare[] | null {
  if (caller === null || caller === "") return null;
  const known = servers.flatMap(({ locality, weight }) =>
    locality === null ? [] : [{ locality, weight }],
  );
  if (known.length === 0 || known.length < servers.length) return null;
  if (code === "distribute") return distributed(spec, caller, known);
  if (code === "nearest-first" || code === "failover") {
    const rank = (locality: string) => rankOf(spec, caller, locality);
    const best = Math.min(...known.map(({ locality }) => rank(locality)));
    return byWeight(
      known.filter(({ locality }) => rank(locality) === best),
      1,
    );
  }
  return null;
}

type Known = { readonly locality: string; readonly weight: number };

/** What no pattern takes gets nothing; a pattern without a server leaves its part to the others. */
function distributed(
  spec: Spec,
  caller: string,
  servers: readonly Known[],
): readonly LocalityShare[] | null {
  const rule = children(spec, "distribute").find((r) => matches(caller, text(r, "from") ?? ""));
  if (!rule) return byWeight(servers, 1);
  const to = child(rule, "to") ?? {};
  const parts = Object.keys(to).map((pattern) => ({
    percent: numeral(to, pattern) ?? 0,
    servers: servers.filter(({ locality }) => matches(locality, pattern)),
  }));
  const taken = parts.flatMap((part) => part.servers);
  if (new Set(taken).size < taken.length) return null;
  const served = parts.filter((part) => part.percent > 0 && part.servers.length > 0);
  const total = served.reduce((sum, { percent }) => sum + percent, 0);
  return served.flatMap((part) => byWeight(part.servers, part.percent / total));
}

/** Places that share more of the region, zone and subzone come first; then the region that `failover` names. */
function rankOf(spec: Spec, caller: string, locality: string): number {
  const [own, its] = [caller.split("/"), locality.split("/")];
  const differs = [0, 1, 2].findIndex((i) => (own[i] ?? "") !== (its[i] ?? ""));
  if (differs !== 0) return differs < 0 ? 0 : 3 - differs;
  const named = children(spec, "failover").find((f) => text(f, "from") === own[0]);
  return named && text(named, "to") === its[0] ? 3 : 4;
}

/** Source: istio/istio `pilot/pkg/networking/util/util.go` LocalityMatch. */
function matches(locality: string, pattern: string): boolean {
  const [places, asked] = [locality.split("/"), pattern.split("/")];
  return [0, 1, 2].every((i) => {
    const part = asked[i] ?? "";
    return part === "*" || (part === "" && i > 0) || part === (places[i] ?? "");
  });
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
