import type { AnalysisInputs } from "../inputs/analysis-inputs";
import type { KubeObject, PodObject } from "../inputs/kube-objects";
import type { SubjectOf } from "../inputs/subject";

const byKind = new WeakMap<readonly KubeObject[], ReadonlyMap<string, readonly KubeObject[]>>();

/** Objects beside the snapshot, of one kind; empty where none are known. */
export function observedOf<K extends KubeObject["kind"]>(
  kind: K,
  { objects }: AnalysisInputs,
): readonly SubjectOf<K>[] {
  if (objects === null) return [];
  const grouped = byKind.get(objects) ?? groupBy(objects, (o) => o.kind);
  byKind.set(objects, grouped);
  // Each list holds the objects of its own kind.
  return (grouped.get(kind) ?? []) as readonly SubjectOf<K>[];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = groups.get(key);
    if (list) list.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const byPlace = new WeakMap<readonly KubeObject[], ReadonlyMap<string, readonly PodObject[]>>();

/** Pods by `cluster/namespace`. */
export function podsByPlace(inputs: AnalysisInputs): ReadonlyMap<string, readonly PodObject[]> {
  const { objects } = inputs;
  if (objects === null) return new Map();
  const grouped =
    byPlace.get(objects) ??
    groupBy(observedOf("Pod", inputs), ({ meta }) => `${meta.cluster}/${meta.namespace}`);
  byPlace.set(objects, grouped);
  return grouped;
}
