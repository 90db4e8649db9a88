import "server-only";
import type { ClusterIds } from "@/lib/mesh/model/mesh-clusters";
import type { Config } from "@/server/config";
import type { ClusterPort } from "@/server/ports/cluster";

/** Metrics of several clusters must say which they are of; of one, the source itself shows whether it has more. */
export const severalClusters = ({ contexts = [] }: Config): true | undefined =>
  new Set(contexts).size > 1 ? true : undefined;

/** The mesh's IDs of the clusters as they were set: by context, or for the only cluster. */
export const clusterIdsOf = (
  { istioClusterId = [] }: Config,
  clusters: readonly ClusterPort[],
): ClusterIds =>
  Object.fromEntries(
    istioClusterId.map((entry) => {
      const [context, id] = entry.split("=");
      return id === undefined ? [entry, clusters[0]?.cluster ?? ""] : [id, context ?? ""];
    }),
  );
