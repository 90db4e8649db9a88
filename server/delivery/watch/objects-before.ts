import "server-only";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import { netChanges } from "@/lib/mesh/changes/export/net-changes";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ConfigOverlay } from "@/lib/mesh/model/overlay-index";
import { readConfig } from "@/lib/mesh/model/raw/config";
import { readMeta } from "@/lib/mesh/model/raw/meta";
import { type ConfigResource, refKey } from "@/lib/mesh/model/resource";

/** The objects of a change as it found them, to be laid over a mesh that holds it; `null` takes one away that it made. */
export function objectsBefore({ cluster, changes }: ChangeSet, index: MeshIndex): ConfigOverlay {
  const overlay = new Map<string, ConfigResource | null>();
  for (const { ref, before } of netChanges({ cluster, changes })) {
    const now = index.snapshot.resources.get(refKey(ref));
    if (before === null) overlay.set(refKey(ref), null);
    else {
      const was = readConfig(ref.kind, readMeta(cluster, ref, before), before);
      // Which of two objects counts goes by their age, which is not among what an author writes.
      const meta = now?.meta ?? was.meta;
      overlay.set(refKey(ref), { ...was, meta });
    }
  }
  return overlay;
}
