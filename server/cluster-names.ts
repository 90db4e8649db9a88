import "server-only";
import type { ClusterIds } from "@/lib/mesh/model/mesh-clusters";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { startupText } from "@/lib/messages/server/startup";
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

/** What a cluster is called that runs Heddle itself and was given no name. */
export const IN_CLUSTER_NAME = "kubernetes";

/** The clusters that a start waits for before it has reached any of them, by what the configuration calls them. */
export function clustersAwaited(
  { clusterName, contexts, kubernetes, source }: Config,
  now: number,
): readonly SourceStatus[] {
  const unnamed = kubernetes.kind === "in-cluster" ? IN_CLUSTER_NAME : startupText.currentContext;
  const only = clusterName ?? (source === "demo" ? source : unnamed);
  const names = source === "demo" || contexts === undefined ? [only] : [...new Set(contexts)];
  return names.map((cluster) => ({
    id: "cluster",
    cluster,
    state: "connecting",
    since: now,
    lastGoodAt: null,
    problems: [],
    found: null,
  }));
}
