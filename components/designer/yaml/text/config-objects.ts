import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { bareKind, CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";

/** The configuration objects of a cluster, by namespace and name, then in the order of the kinds. */
export function configObjects(index: MeshIndex, cluster: string): readonly ConfigRef[] {
  const refs = CONFIG_KINDS.flatMap(({ id }): readonly ConfigRef[] =>
    index
      .all(id)
      .filter(({ meta }) => meta.cluster === cluster)
      .map(({ meta }) => ({ cluster, kind: id, namespace: meta.namespace, name: meta.name })),
  );
  return refs.toSorted((a, b) => {
    if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
    return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
  });
}

/** More lines than anybody reads before typing another letter. */
const MOST = 50;

/** The objects that have every word in their kind, namespace or name, and how many more than are shown. */
export function matching(
  objects: readonly ConfigRef[],
  words: string,
): { readonly shown: readonly ConfigRef[]; readonly more: number } {
  const wanted = words
    .toLowerCase()
    .split(/[\s/]+/)
    .filter((word) => word !== "");
  const found = objects.filter(({ kind, namespace, name }) => {
    const all = `${bareKind(kind)} ${namespace} ${name}`.toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
  return { shown: found.slice(0, MOST), more: Math.max(0, found.length - MOST) };
}
