import type { MeshIndex } from "../../model/mesh-index";
import type { ServicePort, ServiceResource, WorkloadResource } from "../../model/resource";

/** A port of a Service in front of a workload, and the pod's port behind it. */
export type ServiceTarget = {
  readonly service: ServiceResource;
  readonly port: number;
  readonly targetPort: number;
};

/**
 * The ports at which Services reach a workload's pods, Services by name and ports as written. A port whose target is a name that no
 * container declares leads nowhere and is left out.
 *
 * Source: istio/istio `pilot/pkg/serviceregistry/kube/controller/controller.go` GetProxyServiceTargets.
 */
export function serviceTargets(
  index: MeshIndex,
  workload: WorkloadResource,
): readonly ServiceTarget[] {
  return index.servicesOf(workload).flatMap((service) =>
    service.ports.flatMap((port) => {
      const targetPort = targetOf(port, workload);
      return targetPort === null ? [] : [{ service, port: port.port, targetPort }];
    }),
  );
}

function targetOf({ port, targetPort }: ServicePort, workload: WorkloadResource): number | null {
  if (typeof targetPort !== "string") return targetPort === null ? port : targetPort;
  return workload.containerPorts.find((c) => c.name === targetPort)?.port ?? null;
}
