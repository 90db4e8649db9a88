import { memoPerIndex } from "./memo-per-index";
import type { MeshIndex } from "./mesh-index";

/** Names of watched clusters by the IDs that the mesh has for them, as somebody has set them. */
export type ClusterIds = Readonly<Record<string, string>>;

const AMBIGUOUS = null;

/** Which cluster has proxies with an ID; `null` for an ID that proxies of several have, which then says nothing. */
const discovered = memoPerIndex((index) => {
  const clusters = new Map<string, string | null>();
  for (const { meta, meshClusterId: id } of index.all("Workload")) {
    if (id === null) continue;
    const known = clusters.get(id);
    clusters.set(id, known === undefined || known === meta.cluster ? meta.cluster : AMBIGUOUS);
  }
  return clusters;
});

/**
 * The watched cluster that a cluster label of Istio's metrics means: as set, else the one whose proxies carry this ID, else the one of
 * this name. An ID that no watched cluster has is given back as it is: what has it stays apart.
 */
export const clusterOfId = (index: MeshIndex, ids: ClusterIds, id: string): string =>
  (Object.hasOwn(ids, id) ? ids[id] : discovered(index).get(id)) ?? id;
