import { checkPort, checkSubnet, domainFault, wildcardDomainFault } from "../checks/names";
import { checkExportTo } from "../checks/shared";
import { at, count, entriesOf, type Field, items, lines, num, str, sub } from "../field";
import { protocolOf } from "../gateway/gateway";
import type { Report } from "../rule-problem";
import { checkEndpoint, checkPortName } from "./endpoint";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidateServiceEntry. */
export function checkServiceEntry(spec: Field, namespace: string, report: Report): void {
  checkSelector(spec, report);
  checkHosts(spec, report);
  for (const { text, path } of lines(spec, "addresses")) checkServiceAddress(text, path, report);
  checkPorts(spec, report);
  checkResolution(spec, report);
  checkTellable(spec, report);
  checkExportTo(spec, namespace, report, { serviceEntry: true });
}

function checkSelector(spec: Field, report: Report): void {
  const selector = sub(spec, "workloadSelector");
  if (selector === null) return;
  if (count(spec, "endpoints") > 0) {
    report.error(at(spec, "endpoints"), "only one of WorkloadSelector or Endpoints can be set");
  }
  checkSelectorLabels(selector, report);
  if (resolutionOf(spec) === "NONE") {
    report.warn(selector.path, "workloadSelector should not be set when resolution mode is NONE");
  }
}

/** `labels` of a workload selector. Source: ValidateWorkloadSelector. `unlabelled` is what is said of one without any. */
export function checkSelectorLabels(
  selector: Field,
  report: Report,
  unlabelled = "workload selector specified without labels",
): void {
  for (const [key, value] of entriesOf(selector, "labels")) {
    const path = at(selector, "labels", key);
    if (key === "") report.error(path, "empty key is not supported in selector");
    if (key.includes("*") || (typeof value === "string" && value.includes("*"))) {
      report.error(path, `wildcard is not supported in selector: "${key}=${String(value)}"`);
    }
  }
  if (entriesOf(selector, "labels").length === 0) report.warn(selector.path, unlabelled);
}

function checkHosts(spec: Field, report: Report): void {
  const hosts = lines(spec, "hosts");
  if (hosts.length === 0)
    report.error(at(spec, "hosts"), "service entry must have at least one host");
  for (const { text, path } of hosts) {
    if (text === "*") {
      report.error(path, `invalid host ${text}`);
      continue;
    }
    const fault = wildcardDomainFault(text);
    if (fault !== null) report.error(path, fault);
  }
}

/** An address or a network; nothing else. */
function checkServiceAddress(text: string, path: Field["path"], report: Report): void {
  checkSubnet(text, path, report);
}

function checkPorts(spec: Field, report: Report): void {
  const seen = new Map<string, boolean>();
  const numbers = new Set<number>();
  for (const port of items(spec, "ports")) {
    const name = str(port, "name");
    if (seen.has(name))
      report.error(at(port, "name"), `service entry port name "${name}" already defined`);
    seen.set(name, true);
    const number = num(port, "number") ?? 0;
    if (numbers.has(number))
      report.error(at(port, "number"), `service entry port ${number} already defined`);
    numbers.add(number);
    const target = num(port, "targetPort") ?? 0;
    if (target !== 0) checkPort(target, at(port, "targetPort"), report);
    if (resolutionOf(spec) === "NONE" && target !== 0) {
      report.warn(at(port, "targetPort"), "targetPort has no effect when resolution mode is NONE");
    }
    checkPortName(name, at(port, "name"), report);
    if (str(port, "protocol") !== "" && protocolOf(port) === "") {
      report.error(at(port, "protocol"), `unsupported protocol: ${str(port, "protocol")}`);
    }
    checkPort(num(port, "number"), at(port, "number"), report);
  }
}

export const resolutionOf = (spec: Field): string => str(spec, "resolution") || "NONE";

function checkResolution(spec: Field, report: Report): void {
  const resolution = resolutionOf(spec);
  const endpoints = items(spec, "endpoints");
  switch (resolution) {
    case "NONE":
      if (endpoints.length > 0)
        report.error(
          at(spec, "endpoints"),
          "no endpoints should be provided for resolution type none",
        );
      return;
    case "STATIC":
      checkStatic(spec, endpoints, report);
      return;
    case "DNS":
    case "DNS_ROUND_ROBIN":
      checkDns(spec, endpoints, report);
      return;
    case "DYNAMIC_DNS":
      checkDynamic(spec, endpoints, report);
      return;
    default:
      report.error(at(spec, "resolution"), `unsupported resolution type ${resolution}`);
  }
}

function checkStatic(spec: Field, endpoints: readonly Field[], report: Report): void {
  const unix = endpoints.some((e) => str(e, "address").startsWith("unix://"));
  for (const endpoint of endpoints) {
    checkEndpoint(endpoint, "static", report);
    checkEndpointPorts(spec, endpoint, report);
  }
  if (unix && items(spec, "ports").length !== 1) {
    report.error(at(spec, "ports"), "exactly 1 service port required for unix endpoints");
  }
}

/** Protocols whose requests or handshakes name the host. Source: istio `pkg/config/protocol/instance.go` (`IsHTTP`, `IsTLS`). */
const NAMING_PROTOCOLS = new Set([
  ...["HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB"],
  ...["HTTPS", "TLS"],
]);

/** Several hosts are told apart by what the request says, on every port; where nothing is resolved they need not be. */
function checkTellable(spec: Field, report: Report): void {
  if (resolutionOf(spec) === "NONE" || count(spec, "hosts") < 2) return;
  if (items(spec, "ports").some((port) => !NAMING_PROTOCOLS.has(protocolOf(port)))) {
    report.error(at(spec, "hosts"), "multiple hosts provided with non-HTTP, non-TLS ports");
  }
}

function checkDns(spec: Field, endpoints: readonly Field[], report: Report): void {
  if (endpoints.length === 0) {
    for (const { text, path } of lines(spec, "hosts")) {
      const fault = domainFault(text);
      if (fault !== null)
        report.error(
          path,
          `hosts must be FQDN if no endpoints are provided for resolution mode ${resolutionOf(spec)}`,
        );
    }
  }
  if (resolutionOf(spec) === "DNS_ROUND_ROBIN" && endpoints.length > 1) {
    report.error(
      at(spec, "endpoints"),
      "there must only be 0 or 1 endpoint for resolution mode DNS_ROUND_ROBIN",
    );
  }
  for (const endpoint of endpoints) {
    checkEndpoint(endpoint, "dns", report);
    checkEndpointPorts(spec, endpoint, report);
  }
}

function checkDynamic(spec: Field, endpoints: readonly Field[], report: Report): void {
  if (endpoints.length > 0)
    report.error(
      at(spec, "endpoints"),
      "no endpoints should be provided for resolution type DYNAMIC_DNS",
    );
  for (const port of items(spec, "ports")) {
    if (!["HTTP", "TLS", "GRPC", "HTTP2"].includes(protocolOf(port))) {
      report.error(
        at(port, "protocol"),
        "only HTTP, TLS, GRPC, and HTTP2 protocols are supported for resolution type DYNAMIC_DNS",
      );
    }
  }
  for (const { text, path } of lines(spec, "hosts")) {
    if (!text.startsWith("*"))
      report.error(path, "host must be wildcarded for resolution mode DYNAMIC_DNS");
  }
}

/** Ports of an endpoint are those of the entry. */
function checkEndpointPorts(spec: Field, endpoint: Field, report: Report): void {
  const names = new Set(items(spec, "ports").map((p) => str(p, "name")));
  for (const [name] of entriesOf(endpoint, "ports")) {
    if (!names.has(name))
      report.error(
        at(endpoint, "ports", name),
        `endpoint port ${name} is not defined by the service entry`,
      );
  }
}
