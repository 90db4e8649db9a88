import { configKindInfo, type Kind } from "./kinds";
import type { MeshIndex } from "./mesh-index";
import { type ConfigResource, type ResourceOf, refKey, refOf } from "./resource";
import type { MeshSnapshot } from "./snapshot";

/** Configuration objects that differ from a snapshot, by `refKey`; `null` takes one away. */
export type ConfigOverlay = ReadonlyMap<string, ConfigResource | null>;

/**
 * The index of a snapshot with some configuration objects put in, replaced or taken away: the mesh as a draft would make it.
 *
 * Costs what the kinds of these objects cost, not what the mesh costs: services, workloads and every other kind are those of `base`.
 */
export function overlayIndex(base: MeshIndex, overlay: ConfigOverlay): MeshIndex {
  if (overlay.size === 0) return base;
  const touched = new Set([...overlay.keys()].map(kindOfKey));
  const lists = new Map<string, readonly ConfigResource[]>();
  const listOf = (kind: Kind): readonly ConfigResource[] => {
    const known = lists.get(kind) ?? changedList(base, kind, overlay);
    lists.set(kind, known);
    return known;
  };
  const isTouched = (kind: Kind) => touched.has(kind);
  // The overlay holds configuration alone, and each list is filed under its own kind, so what is found under a kind has that kind.
  const all = <K extends Kind>(kind: K) =>
    (isTouched(kind) ? listOf(kind) : base.all(kind)) as readonly ResourceOf<K>[];
  const inNamespace = <K extends Kind>(kind: K, cluster: string, namespace: string) =>
    isTouched(kind)
      ? (all(kind).filter(
          ({ meta }) => meta.cluster === cluster && meta.namespace === namespace,
        ) as readonly ResourceOf<K>[])
      : base.inNamespace(kind, cluster, namespace);
  const find = <K extends Kind>(kind: K, cluster: string, namespace: string, name: string) => {
    const replaced = overlay.get(refKey({ cluster, kind, namespace, name }));
    return replaced === undefined
      ? base.find(kind, cluster, namespace, name)
      : (replaced as ResourceOf<K> | null);
  };
  const index = { ...base, snapshot: lazySnapshot(base, overlay), all, inNamespace, find };
  origins.set(index, { base, overlay });
  return index;
}

/** What an index was laid over. */
export type Origin = { readonly base: MeshIndex; readonly overlay: ConfigOverlay };

const origins = new WeakMap<MeshIndex, Origin>();

/** The index and the objects that an index was made of by `overlayIndex`; `null` for that of a snapshot. */
export const originOf = (index: MeshIndex): Origin | null => origins.get(index) ?? null;

/** The index that an index was laid over, where no object of these kinds differs; `null` elsewhere. */
export function baseWithSame(index: MeshIndex, kinds: readonly Kind[]): MeshIndex | null {
  const origin = originOf(index);
  if (origin === null) return null;
  const differs = [...origin.overlay.keys()].some((key) => kinds.some((k) => k === kindOfKey(key)));
  return differs ? null : origin.base;
}

/** The kind that stands in a `refKey`. */
export const kindOfKey = (key: string): string => key.split("/").at(-3) ?? "";

/** The cluster that stands in a `refKey`; its name may hold slashes. */
export const clusterOfKey = (key: string): string => key.split("/").slice(0, -3).join("/");

/** The objects of a kind with the overlay's in place of their older selves, sorted by name inside each namespace as `base` is. */
function changedList(
  base: MeshIndex,
  kind: Kind,
  overlay: ConfigOverlay,
): readonly ConfigResource[] {
  const put = [...overlay.values()].flatMap((r) => (r !== null && r.kind === kind ? [r] : []));
  if (configKindInfo(kind) === null) return [];
  // Only configuration kinds have an entry there.
  const before = base.all(kind) as readonly ConfigResource[];
  const kept = before.filter((r) => !overlay.has(refKey(refOf(r))));
  return [...kept, ...put].sort((a, b) =>
    a.meta.name < b.meta.name ? -1 : a.meta.name > b.meta.name ? 1 : 0,
  );
}

/** The whole snapshot is copied only when somebody asks for it. */
function lazySnapshot(base: MeshIndex, overlay: ConfigOverlay): MeshSnapshot {
  const { revision } = base.snapshot;
  let copied: MeshSnapshot["resources"] | null = null;
  return {
    revision,
    get resources() {
      copied ??= withOverlay(base.snapshot.resources, overlay);
      return copied;
    },
  };
}

function withOverlay(
  resources: MeshSnapshot["resources"],
  overlay: ConfigOverlay,
): MeshSnapshot["resources"] {
  const copy = new Map(resources);
  for (const [key, resource] of overlay) {
    if (resource === null) copy.delete(key);
    else copy.set(key, resource);
  }
  return copy;
}
