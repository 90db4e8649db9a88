import type { ConfigResource } from "../../../model/resource";
import { children, numeral, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, ownCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const EVERY_PORT = ownCode("HED129", "info");

/**
 * Routes for a Service of several ports that do not say for which: they act on all of them.
 *
 * Source: Gateway API `ParentReference.port`, GEP-1324.
 */
export const parentPorts: Analyzer = {
  name: "parent-ports",
  judges: [HTTP_ROUTE, GRPC_ROUTE],
  codes: [EVERY_PORT],
  reads: ["Service"],
  judge: (route: ConfigResource, { index }) =>
    children(route.spec, "parentRefs").flatMap((ref, i) => {
      if (text(ref, "kind") !== "Service" || numeral(ref, "port") !== null) return [];
      const namespace = text(ref, "namespace") ?? route.meta.namespace;
      const name = text(ref, "name") ?? "";
      const service = index.find("Service", route.meta.cluster, namespace, name);
      if (service === null || service.ports.length < 2) return [];
      const ports = service.ports.map((p) => String(p.port));
      return [finding(EVERY_PORT, route, ["spec", "parentRefs", i], { service: name, ports })];
    }),
};
