import type { ServicePort, WorkloadResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { kialiCode } from "../../codes";
import { isControlPlane } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NO_SUCH_PORT = kialiCode("KIA0701", "warning");

/**
 * Ports of a Service that lead to no port of its pods.
 *
 * Source: Kiali `business/checkers/services/port_mapping_checker.go`. Unlike it, all workloads that the selector takes are asked. A pod need
 * not declare the ports that it listens on, so that a number counts only where every one of them declares some.
 */
export const targetPorts: Analyzer<"Service"> = {
  name: "target-ports",
  judges: ["Service"],
  codes: [NO_SUCH_PORT],
  reads: ["Workload"],
  needs: ["Workload"],
  judge(service, { index }) {
    const { labels } = service.meta;
    if (service.selector === null || isControlPlane(labels)) return [];
    if (labels["gateway.istio.io/managed"] !== undefined) return [];
    const behind = index
      .workloadsBehind(service)
      .filter((w) => w.proxy !== "gateway" && w.proxy !== "waypoint");
    if (behind.length === 0) return [];
    return service.ports.flatMap((port, i) => {
      if (port.protocol !== "TCP" || behind.some((w) => mayHave(w, port))) return [];
      const targetPort = String(port.targetPort ?? port.port);
      const workloads = behind.map((w) => w.meta.name);
      const facts = { port: port.port, targetPort, workloads };
      return [finding(NO_SUCH_PORT, service, ["spec", "ports", i], facts)];
    });
  },
};

function mayHave({ containerPorts }: WorkloadResource, { targetPort, port }: ServicePort): boolean {
  if (typeof targetPort === "string") return containerPorts.some((c) => c.name === targetPort);
  return containerPorts.length === 0 || containerPorts.some((c) => c.port === (targetPort ?? port));
}
