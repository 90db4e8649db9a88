import type { MeshIndex } from "../model/mesh-index";
import type { ResourceRef, WorkloadResource } from "../model/resource";
import { istioGatewaysOf, kubernetesGatewayOf } from "../routing/gateways";

/**
 * The workload whose proxy sends a request: the one that is named, or the one that a Gateway (Istio's or Gateway API's) runs on. The
 * first by name where several carry the Gateway. `null` for none.
 */
export function callerOf(index: MeshIndex, from: ResourceRef): WorkloadResource | null {
  if (from.kind === "Workload") {
    return index.find("Workload", from.cluster, from.namespace, from.name);
  }
  const gateways = index
    .all("Workload")
    .filter((w) => w.meta.cluster === from.cluster && w.proxy === "gateway")
    .toSorted((a, b) => (a.meta.name < b.meta.name ? -1 : 1));
  return gateways.find((w) => carries(index, w, from)) ?? null;
}

function carries(index: MeshIndex, workload: WorkloadResource, from: ResourceRef): boolean {
  const { namespace, name } = from;
  if (from.kind === "Gateway.gateway.networking.k8s.io") {
    const gateway = kubernetesGatewayOf(index, workload);
    return gateway !== null && gateway.meta.namespace === namespace && gateway.meta.name === name;
  }
  return istioGatewaysOf(index, workload).some(
    ({ meta }) => meta.namespace === namespace && meta.name === name,
  );
}
