import type { ChangeSummary } from "@/lib/delivery/change";
import { bareKind } from "@/lib/mesh/model/kinds";

export type HistoryFilter = {
  /** Words that all have to be found. */
  readonly text: string;
  /** `null`: all of them. */
  readonly namespace: string | null;
};

/** Changes whose name, reason, author or objects have every word, and that touch the namespace. */
export function filterChanges(
  changes: readonly ChangeSummary[],
  { text, namespace }: HistoryFilter,
): readonly ChangeSummary[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return changes.filter((change) => {
    if (namespace !== null && !change.objects.some((o) => o.ref.namespace === namespace)) {
      return false;
    }
    const haystack = wordsOf(change);
    return words.every((word) => haystack.includes(word));
  });
}

const wordsOf = ({ name, why, author, objects }: ChangeSummary): string =>
  [
    name,
    why,
    author ?? "",
    ...objects.map(({ ref }) => `${bareKind(ref.kind)} ${ref.namespace}/${ref.name}`),
  ]
    .join(" ")
    .toLowerCase();

/** Namespaces of all objects, in order. */
export const namespacesOf = (changes: readonly ChangeSummary[]): readonly string[] =>
  [...new Set(changes.flatMap(({ objects }) => objects.map(({ ref }) => ref.namespace)))]
    .filter((name) => name !== "")
    .sort();
