import { checkPort, domainFault, isAddress, socketFault } from "../checks/names";
import { checkPool } from "../destination-rule/traffic-policy";
import { at, type Field, items, num, str, sub } from "../field";
import { protocolOf } from "../gateway/gateway";
import type { Report } from "../rule-problem";
import { checkSelectorLabels } from "../service-entry/service-entry";
import { type ControlPlane, checkEgress } from "./egress";
import { checkIngressTls } from "./ingress-tls";
import { checkListenerPort } from "./listener-port";

const UNLABELLED =
  "sidecar: workload selector specified without labels, will be applied to all services in namespace";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidateSidecar. */
export function checkSidecar(spec: Field, report: Report, controlPlane: ControlPlane): void {
  const selector = sub(spec, "workloadSelector");
  if (selector !== null) checkSelectorLabels(selector, report, UNLABELLED);
  checkIngress(spec, report);
  checkEgress(spec, report, controlPlane);
  checkOutbound(spec, report);
  checkPool(spec, report, "inboundConnectionPool");
}

function checkIngress(spec: Field, report: Report): void {
  const ports = new Set<number>();
  for (const listener of items(spec, "ingress")) {
    const port = sub(listener, "port");
    if (port === null) {
      report.error(at(listener, "port"), "port is required for ingress listeners");
      continue;
    }
    const number = num(port, "number") ?? 0;
    checkListenerPort(port, report);
    checkPort(number, at(port, "number"), report);
    const bind = str(listener, "bind");
    if (bind !== "" && !isAddress(bind)) {
      report.error(at(listener, "bind"), `${bind} is not a valid IP`);
    }
    if (ports.has(number)) {
      report.error(at(port, "number"), `ports on IP bound listeners must be unique: ${number}`);
    }
    ports.add(number);
    checkDefaultEndpoint(listener, report);
    checkPool(listener, report);
    checkIngressTls(listener, protocolOf(port), report);
  }
}

const LOOPBACKS = ["127.0.0.1", "0.0.0.0", "[::1]", "[::]"];

function checkDefaultEndpoint(listener: Field, report: Report): void {
  const endpoint = str(listener, "defaultEndpoint");
  const path = at(listener, "defaultEndpoint");
  if (endpoint === "") return;
  if (endpoint.startsWith("unix://")) {
    const fault = socketFault(endpoint);
    if (fault !== null) report.error(path, fault);
    return;
  }
  const colon = endpoint.lastIndexOf(":");
  const [host, port] = [endpoint.slice(0, colon), endpoint.slice(colon + 1)];
  if (colon < 0 || !LOOPBACKS.includes(host)) {
    report.error(
      path,
      "defaultEndpoint must be of form 127.0.0.1:<port>, 0.0.0.0:<port>, [::1]:port, [::]:port, unix://filepath or unset",
    );
  } else if (!/^\d+$/.test(port)) {
    report.error(path, `defaultEndpoint port (${port}) is not a number`);
  } else checkPort(Number(port), path, report);
}

function checkOutbound(spec: Field, report: Report): void {
  const policy = sub(spec, "outboundTrafficPolicy");
  // source: https://istio.io/latest/news/releases/1.31.x/announcing-1.31/change-notes/ "Not supported in the Sidecar CRD"
  if (policy !== null && str(policy, "mode") === "ALLOW_ANY_DYNAMIC_DNS") {
    report.error(
      at(policy, "mode"),
      "sidecar: ALLOW_ANY_DYNAMIC_DNS is a mode of the mesh configuration alone",
    );
  }
  const proxy = policy && sub(policy, "egressProxy");
  if (policy === null || proxy === null) return;
  if (str(policy, "mode") !== "ALLOW_ANY") {
    report.error(
      proxy.path,
      "sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode",
    );
  }
  const fault = domainFault(str(proxy, "host"));
  if (fault !== null) report.error(at(proxy, "host"), fault);
  const port = sub(proxy, "port");
  if (port === null) {
    report.error(at(proxy, "port"), "sidecar: egress_proxy port must be non-nil");
  } else checkPort(num(port, "number"), at(port, "number"), report);
}
