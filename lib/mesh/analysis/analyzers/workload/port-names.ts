import { protocolOf } from "../../../routing/spec/port-protocol";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { isControlPlane } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NO_PROTOCOL = istioCode("IST0118", "info");
const EXTERNAL_PORT = istioCode("IST0150", "warning");

/**
 * Ports of Services whose name says no protocol: the proxy looks into each connection to find out. For an ExternalName Service, where
 * there is nothing to look into, such a port takes the whole port of the outside.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/service/portname.go`.
 */
export const portNames: Analyzer<"Service"> = {
  name: "port-names",
  judges: ["Service"],
  codes: [NO_PROTOCOL, EXTERNAL_PORT],
  reads: [],
  judge(service) {
    const { labels } = service.meta;
    if (isControlPlane(labels) || labels["gateway.istio.io/managed"] !== undefined) return [];
    const isExternal = service.type === "ExternalName";
    return service.ports.flatMap((port, i) => {
      const isKnown = protocolOf(port) !== "auto";
      if (isKnown && !(port.name === "tcp" && isExternal)) return [];
      const facts = {
        name: port.name,
        port: port.port,
        targetPort: String(port.targetPort ?? port.port),
      };
      return [
        finding(isExternal ? EXTERNAL_PORT : NO_PROTOCOL, service, ["spec", "ports", i], facts),
      ];
    });
  },
};
