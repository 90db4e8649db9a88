import type { WorkloadResource } from "../../model/resource";
import type { EdgeLabels } from "../../telemetry/traffic";
import { frontsGateway, hostCalled, type Naming, namespaceOf } from "./graph-context";
import { placeInHost } from "./unnamed";

/** The part of a record's labels that says where a call comes from and what it is for. */
export type CallLabels = Pick<
  EdgeLabels,
  "sourceNamespace" | "destinationService" | "destinationNamespace"
>;

export type Entered = {
  /** `null` where the call ends outside of all namespaces. */
  readonly namespace: string | null;
  /** The gateways that it enters by; none where it is for anything else. */
  readonly gateways: readonly WorkloadResource[];
};

/**
 * The namespace that a call enters in the graph: that of the service or ServiceEntry it is for, wherever the workload behind it is; of
 * the workload where the host names nothing. In a mesh of one cluster, as the labels name none.
 */
export function enteredBy(naming: Naming, labels: CallLabels): Entered {
  const host = hostCalled(naming, { ...labels, sourceCluster: "", destinationCluster: "" });
  if (host.type === "service") {
    const gateways = frontsGateway(naming, host.service)
      ? naming.index.workloadsBehind(host.service)
      : [];
    return { namespace: host.service.meta.namespace, gateways };
  }
  if (host.type === "service-entry") return { namespace: host.entry.meta.namespace, gateways: [] };
  const place = placeInHost(host.hostname);
  return { namespace: place?.namespace ?? namespaceOf(labels.destinationNamespace), gateways: [] };
}

/** The namespace that a call leaves; `null` for a caller that metrics cannot name. */
export const leftBy = ({ sourceNamespace }: CallLabels): string | null =>
  namespaceOf(sourceNamespace);
