import "server-only";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import { type Row, UNKNOWN } from "./rows";

/** Name of the cluster in Istio's own labels, by default. */
const CLUSTER_LABEL = "Kubernetes";

/**
 * The labels of Istio's standard metrics that say who the two peers are, as one end reports them.
 * source: https://istio.io/latest/docs/reference/config/metrics/#labels
 */
export function peerLabels(
  row: Row,
  end: "source" | "destination",
): Readonly<Record<string, string>> {
  const { sourceWorkload } = end === "source" ? row.asSource : row.asDestination;
  const source = sourceWorkload === UNKNOWN ? null : row.source;
  return {
    ...peer("source", source, row.principals.source),
    ...peer("destination", row.destination, row.principals.destination),
  };
}

function peer(side: string, workload: WorkloadResource | null, principal: string) {
  const values = workload
    ? {
        workload: workload.meta.name,
        workload_namespace: workload.meta.namespace,
        principal,
        app: workload.podLabels["app"] ?? workload.canonicalService,
        version: workload.podLabels["version"] ?? workload.canonicalRevision,
        canonical_service: workload.canonicalService,
        canonical_revision: workload.canonicalRevision,
        cluster: CLUSTER_LABEL,
      }
    : NOBODY;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${side}_${name}`, value]),
  );
}

const NOBODY = {
  workload: UNKNOWN,
  workload_namespace: UNKNOWN,
  principal: UNKNOWN,
  app: UNKNOWN,
  version: UNKNOWN,
  canonical_service: UNKNOWN,
  canonical_revision: "latest",
  cluster: UNKNOWN,
};
