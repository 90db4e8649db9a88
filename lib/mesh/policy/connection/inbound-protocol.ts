import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import type { MeshService } from "../../routing/registry/mesh-service";
import { type PortProtocol, protocolOf } from "../../routing/spec/port-protocol";

/**
 * What a sidecar takes the bytes on one of its workload's ports for: as the service port says that leads there, `auto` where none does
 * (the bytes decide). Where several services lead there, the one that was called counts.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener_inbound.go` buildInboundChainConfigs.
 */
export function inboundProtocol(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number,
  called: MeshService | null,
): PortProtocol {
  const own = called?.resource.kind === "Service" ? [called.resource] : [];
  for (const service of [...own, ...index.servicesOf(workload)]) {
    const found = service.ports.find((p) => targetOf(p, workload) === port);
    if (found) return protocolOf(found);
  }
  const entry = called?.kubernetes === false ? called.ports : [];
  return entry.find((p) => (p.targetPort ?? p.port) === port)?.protocol ?? "auto";
}

const targetOf = (p: ServiceResource["ports"][number], workload: WorkloadResource) =>
  typeof p.targetPort === "string"
    ? workload.containerPorts.find((c) => c.name === p.targetPort)?.port
    : (p.targetPort ?? p.port);
