import { shortNames } from "@/lib/mesh/model/short-names";
import type { Vocabulary } from "@/lib/mesh/query/complete";
import { CONFIG_TERMS } from "@/lib/mesh/query/fields";
import type { ConfigRow } from "./config-rows";

/** Names and values that completion may offer for the objects of the list. */
export function configVocabulary(rows: readonly ConfigRow[]): Vocabulary {
  const names = sortedUnique(rows.map(({ ref }) => ref.name));
  return {
    terms: CONFIG_TERMS,
    names,
    values: {
      name: names,
      ns: sortedUnique(rows.map(({ ref }) => ref.namespace)),
      kind: sortedUnique(rows.flatMap(({ kind, ref }) => [kind, ...shortNames(ref.kind)])),
      owner: sortedUnique(rows.map(({ owner }) => owner)),
      code: sortedUnique(rows.flatMap(({ codes }) => codes)),
      cluster: sortedUnique(rows.map(({ ref }) => ref.cluster)),
    },
    labels: labelsOf(rows),
  };
}

function labelsOf(rows: readonly ConfigRow[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, Set<string>>();
  for (const { labels } of rows) {
    for (const [key, value] of Object.entries(labels)) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return new Map([...values].sort().map(([key, set]) => [key, [...set].sort()]));
}

const sortedUnique = (values: readonly string[]): readonly string[] =>
  [...new Set(values)].filter((value) => value !== "").sort();
