import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { undecided } from "./discovery";
import { settingsOf } from "./settings-of";

/** Only clusters that have some. */
const undecidedNamespaces = memoPerIndex((index): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  for (const cluster of index.clusters) {
    const settings = settingsOf(index, cluster);
    if (settings.discoverySelectors.length === 0) continue;
    // The mesh configuration is read by its name, wherever istiod runs.
    const all = [...index.snapshot.resources.values()].filter(
      ({ kind, meta }) => meta.cluster === cluster && kind !== "MeshConfig",
    );
    const names = undecided(
      index,
      settings,
      cluster,
      all.map(({ meta }) => meta.namespace),
    ).toSorted();
    if (names.length > 0) found.set(cluster, names);
  }
  return found;
});

/**
 * Namespaces, sorted, whose objects are judged as if the control plane saw them, though `discoverySelectors` may leave them out: their
 * labels are not read.
 *
 * @param clusters `null`: all
 */
export function undecidedIn(
  index: MeshIndex,
  clusters: readonly string[] | null,
): readonly string[] {
  const found = undecidedNamespaces(index);
  const asked = clusters ?? [...found.keys()];
  return [...new Set(asked.flatMap((cluster) => found.get(cluster) ?? []))].toSorted();
}
