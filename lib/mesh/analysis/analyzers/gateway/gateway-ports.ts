import type { ServiceResource } from "../../../model/resource";
import { child, children, emptySpec, numeral, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ISTIO_GATEWAY, istioCode } from "../../codes";
import type { AnalysisContext } from "../../registry/context";
import { type MeshPod, matches, selectorText } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");
const NOT_EXPOSED = istioCode("IST0162", "warning");

/**
 * Gateways that no pod stands for, and ports of their servers that no Service leads to: nobody outside reaches them.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/gateway/gateway.go`. A port counts as exposed by its number at the pods or at the
 * Service; a Service without selector counts for all pods of its namespace, as there.
 */
export const gatewayPorts: Analyzer = {
  name: "gateway-ports",
  judges: [ISTIO_GATEWAY],
  codes: [NOT_FOUND, NOT_EXPOSED],
  reads: ["Service", "Workload", "Pod"],
  needs: ["Service", "Workload"],
  judge(gateway, context) {
    const labels = textMap(gateway.spec, "selector");
    const selector = selectorText(labels);
    const pods = context.pods(gateway.meta.cluster).selected(labels);
    if (pods.length === 0) {
      const facts = { reftype: "selector", refval: selector };
      return [finding(NOT_FOUND, gateway, ["spec", "selector"], facts)];
    }
    const exposed = portsTo(pods, gateway.meta.cluster, context);
    return children(gateway.spec, "servers").flatMap((server, i) => {
      const port = numeral(child(server, "port") ?? emptySpec, "number");
      if (port === null || exposed.has(port)) return [];
      const path = ["spec", "servers", i, "port", "number"];
      return [finding(NOT_EXPOSED, gateway, path, { port, selector })];
    });
  },
};

function portsTo(
  pods: readonly MeshPod[],
  cluster: string,
  { index }: AnalysisContext,
): ReadonlySet<number> {
  const leads = (service: ServiceResource): boolean =>
    pods.some(
      (pod) =>
        pod.namespace === service.meta.namespace && matches(service.selector ?? {}, pod.labels),
    );
  const namespaces = [...new Set(pods.map((p) => p.namespace))];
  const services = namespaces.flatMap((ns) => index.inNamespace("Service", cluster, ns));
  const numbers = services
    .filter(leads)
    .flatMap((service) => service.ports.filter((p) => p.protocol === "TCP"))
    .flatMap(({ port, targetPort }) =>
      typeof targetPort === "number" ? [port, targetPort] : port,
    );
  return new Set(numbers);
}
