import type { ConfigResource, ServicePort, ServiceResource } from "../../../model/resource";
import { serviceParents } from "../../../routing/gateway-api/service-parents";
import { virtualServiceGateways } from "../../../routing/rules/claims";
import { protocolOf } from "../../../routing/spec/port-protocol";
import { children, numeral, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, ownCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, fullHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { finding } from "../../registry/spec-parts";

const NOT_HTTP = ownCode("HED108", "error");

/**
 * HTTP rules for a service none of whose ports istiod takes for HTTP, or for a port that it does not: the proxy forwards connections and
 * the rules do nothing. A port without a telling name is looked into, so it may carry HTTP.
 *
 * Source: istio/istio `pkg/config/kube/conversion.go` ConvertProtocol, `pilot/pkg/networking/core/listener.go`.
 */
export const portProtocol: Analyzer = {
  name: "port-protocol",
  judges: [VIRTUAL_SERVICE, HTTP_ROUTE, GRPC_ROUTE],
  codes: [NOT_HTTP],
  reads: ["Service"],
  needs: ["Service"],
  judge: (resource, context) =>
    resource.kind === VIRTUAL_SERVICE
      ? judgeVirtualService(resource, context)
      : judgeRoute(resource, context),
};

const isHttp = (port: ServicePort): boolean => ["http", "auto"].includes(protocolOf(port));

const portText = ({ name, port, protocol, appProtocol }: ServicePort): string =>
  `${port} ${appProtocol ?? (name || protocol)}`;

function judgeVirtualService(vs: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const rules = children(vs.spec, "http");
  // What a gateway terminates it routes as HTTP, whatever the service calls its port.
  if (rules.length === 0 || !virtualServiceGateways(vs).includes("mesh")) return [];
  return texts(vs.spec, "hosts").flatMap((written, i) => {
    const host = fullHost(written, vs, context.settings);
    const service = serviceNamed(context, vs.meta.cluster, host);
    if (service === null || service.ports.length === 0) return [];
    if (!service.ports.some(isHttp)) {
      const ports = service.ports.map(portText);
      return [finding(NOT_HTTP, vs, ["spec", "hosts", i], { host: written, ports })];
    }
    return rules.flatMap((rule, r) =>
      children(rule, "match").flatMap((match, m) => {
        const path = ["spec", "http", r, "match", m, "port"];
        return ofPort(vs, path, written, service, numeral(match, "port"));
      }),
    );
  });
}

function judgeRoute(route: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const refs = children(route.spec, "parentRefs");
  return serviceParents(route).flatMap((parent) => {
    const { cluster } = route.meta;
    const service = context.index.find("Service", cluster, parent.namespace, parent.name);
    const i = refs.findIndex((ref) => ref["name"] === parent.name);
    if (service === null || service.ports.length === 0) return [];
    const path = ["spec", "parentRefs", Math.max(0, i)];
    if (parent.port !== null) return ofPort(route, path, parent.name, service, parent.port);
    if (service.ports.some(isHttp)) return [];
    const ports = service.ports.map(portText);
    return [finding(NOT_HTTP, route, path, { host: parent.name, ports })];
  });
}

function ofPort(
  resource: ConfigResource,
  path: Finding["path"],
  host: string,
  service: ServiceResource,
  number: number | null,
): readonly Finding[] {
  const port = service.ports.find((p) => p.port === number);
  if (port === undefined || isHttp(port)) return [];
  return [finding(NOT_HTTP, resource, path, { host, ports: [portText(port)] })];
}
