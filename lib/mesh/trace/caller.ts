import type { ResourceRef, WorkloadResource } from "../model/resource";
import { gatewayWorkloads } from "../routing/gateway/gateways-of";
import type { TraceMesh } from "./mesh";

/**
 * The workload whose proxy sends a request: the one that is named, or the one that a Gateway (Istio's or Gateway API's) runs on. The
 * first by namespace and name where several carry the Gateway. `null` for none.
 */
export function callerOf(
  { index, settings }: TraceMesh,
  from: ResourceRef,
): WorkloadResource | null {
  if (from.kind === "Workload") {
    return index.find("Workload", from.cluster, from.namespace, from.name);
  }
  return gatewayWorkloads(index, from, settings)[0] ?? null;
}
