import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import type { MeshService } from "../../routing/registry/mesh-service";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { type PortProtocol, protocolByName, protocolOf } from "../../routing/spec/port-protocol";
import { child, children, emptySpec, numeral, type Spec, text } from "../../routing/spec/read-spec";
import { sidecarFor } from "../../routing/spec/sidecar-scope";

/**
 * What a sidecar takes the bytes on one of its workload's ports for: as the service port says that leads there, `auto` where none does
 * (the bytes decide). Where several services lead there, the one that was called counts. A Sidecar with `ingress` says it instead of the
 * services, for the ports that it names; the others are `auto`.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener_inbound.go` buildInboundChainConfigs.
 */
export function inboundProtocol(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number,
  called: MeshService | null,
  settings: MeshSettings,
): PortProtocol {
  const ingress = children(sidecarFor(index, workload, settings)?.spec ?? emptySpec, "ingress");
  if (ingress.length > 0) return said(ingress, port);
  const own = called?.resource.kind === "Service" ? [called.resource] : [];
  for (const service of [...own, ...index.servicesOf(workload)]) {
    const found = service.ports.find((p) => targetOf(p, workload) === port);
    if (found) return protocolOf(found);
  }
  const entry = called?.kubernetes === false ? called.ports : [];
  return entry.find((p) => (p.targetPort ?? p.port) === port)?.protocol ?? "auto";
}

function said(ingress: readonly Spec[], port: number): PortProtocol {
  const found = ingress
    .map((listener) => child(listener, "port") ?? emptySpec)
    .find((p) => numeral(p, "number") === port);
  return found ? protocolByName(text(found, "protocol") ?? "", null, port) : "auto";
}

const targetOf = (p: ServiceResource["ports"][number], workload: WorkloadResource) =>
  typeof p.targetPort === "string"
    ? workload.containerPorts.find((c) => c.name === p.targetPort)?.port
    : (p.targetPort ?? p.port);
