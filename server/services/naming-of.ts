import "server-only";
import type { LiveSettings } from "@/lib/live/message";
import type { Naming } from "@/lib/mesh/graph/ends/graph-context";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";

type LiveMesh = {
  snapshot(): MeshSnapshot;
  settings(): Pick<LiveSettings, "clusters" | "clusterIds">;
};

/** What says which objects of the mesh the names in metrics mean now. A label that names no cluster means the first. */
export function namingOf(live: LiveMesh): Naming {
  const { clusterIds, clusters } = live.settings();
  return {
    index: indexSnapshot(live.snapshot()),
    settings: { cluster: clusters[0] ?? "", clusterIds },
  };
}
