import type { AnswerJson } from "../../cli/trace/answer-json";
import { isUsable, type OracleAnswer, type OracleCluster } from "./oracle-answer";

const keyOf = (host: unknown, subset: unknown, port: unknown): string =>
  `${host ?? ""}|${subset ?? ""}|${port ?? 0}`;

/**
 * What each locality gets, of the destinations of which Heddle says it. Shares that `distribute` sets are left out: the oracle does not say
 * the weights of localities, and who is left of them is compared as the number of endpoints.
 */
function toldByHeddle({ hops }: AnswerJson): ReadonlyMap<string, string> {
  return new Map(
    hops.flatMap(({ at, code, facts }) => {
      const { localities, host, subset, port } = facts;
      if (at !== "locality" || code === "distribute" || !Array.isArray(localities)) return [];
      return [[keyOf(host, subset, port), localities.toSorted().join(" ")] as const];
    }),
  );
}

const textOf = (told: ReadonlyMap<string, string>): string =>
  [...told]
    .map(([name, shares]) => `${name}: ${shares}`)
    .toSorted()
    .join(", ");

export const localitiesOfHeddle = (answer: AnswerJson): string => textOf(toldByHeddle(answer));

/** The usable servers of the first priority take all; each by its weight. istiod 1.30 itself does not send others, the oracle does. */
export function localitiesOfIstiod({ clusters = [] }: OracleAnswer, heddle: AnswerJson): string {
  const told = toldByHeddle(heddle);
  const found = clusters.flatMap((cluster) => {
    const key = keyOf(cluster.host, cluster.subset, cluster.port);
    return told.has(key) ? [[key, sharesOf(cluster)] as const] : [];
  });
  return textOf(new Map(found));
}

function sharesOf(cluster: OracleCluster): string {
  const endpoints = (cluster.endpoints ?? []).filter(isUsable);
  const best = Math.min(...endpoints.map((e) => e.priority ?? 0));
  const first = endpoints.filter((e) => (e.priority ?? 0) === best);
  const total = first.reduce((sum, e) => sum + (e.weight ?? 1), 0);
  const weights = new Map<string, number>();
  for (const { locality, weight = 1 } of first) {
    const place = locality || "no locality";
    weights.set(place, (weights.get(place) ?? 0) + weight);
  }
  return [...weights]
    .map(([place, weight]) => `${place} ${Math.round((weight / total) * 1000) / 10} %`)
    .toSorted()
    .join(" ");
}
