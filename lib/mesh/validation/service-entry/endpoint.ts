import type { JsonPath } from "../../manifest/json";
import { checkPort, domainFault, isAddress, isDnsLabel } from "../checks/names";
import { checkLabels } from "../checks/values";
import { at, entriesOf, type Field, has, items, num, str, sub } from "../field";
import type { Report } from "../rule-problem";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidatePortName. */
export function checkPortName(name: string, path: JsonPath, report: Report): void {
  if (!isDnsLabel(name)) report.error(path, `invalid port name: ${name}`);
}

/** One endpoint of a ServiceEntry, or a WorkloadEntry. Source: validateWorkloadEntry. */
export function checkEndpoint(
  endpoint: Field,
  kind: "static" | "dns" | "any",
  report: Report,
): void {
  const address = str(endpoint, "address");
  const path = at(endpoint, "address");
  if (address === "") {
    if (str(endpoint, "network") === "") report.error(path, "address is required");
  } else if (address.startsWith("unix://")) checkSocket(endpoint, address, kind, report);
  else if (!isAddress(address)) checkName(address, path, kind, report);
  checkPorts(endpoint, report);
  checkLabels(endpoint, "labels", report);
}

/** A port without a value is dropped by the API server. */
function checkPorts(endpoint: Field, report: Report): void {
  for (const [name, port] of entriesOf(endpoint, "ports")) {
    if (port === null) continue;
    checkPortName(name, at(endpoint, "ports", name), report);
    checkPort(typeof port === "number" ? port : null, at(endpoint, "ports", name), report);
  }
}

function checkName(address: string, path: JsonPath, kind: string, report: Report): void {
  if (kind === "static") {
    report.error(path, `endpoint address "${address}" is not a valid IP address`);
    return;
  }
  const fault = domainFault(address);
  if (fault !== null)
    report.error(path, `endpoint address "${address}" is not a valid FQDN or an IP address`);
}

function checkSocket(endpoint: Field, address: string, kind: string, report: Report): void {
  const path = address.slice("unix://".length);
  if (kind === "dns") {
    report.error(
      at(endpoint, "address"),
      `endpoint address "${address}" is not a valid FQDN or an IP address`,
    );
    return;
  }
  if (!path.startsWith("/") && !path.startsWith("@")) {
    report.error(at(endpoint, "address"), `invalid unix address ${address}: must be absolute`);
  }
  if (entriesOf(endpoint, "ports").length > 0) {
    report.error(at(endpoint, "ports"), `unix endpoint ${address} must not include ports`);
  }
}

/** Source: ValidateWorkloadGroup. */
export function checkWorkloadGroup(spec: Field, report: Report): void {
  const template = sub(spec, "template");
  if (template === null) report.error(at(spec, "template"), "template is required");
  else {
    checkPorts(template, report);
  }
  const metadata = sub(spec, "metadata");
  if (metadata !== null) checkLabels(metadata, "labels", report);
  const probe = sub(spec, "probe");
  if (probe !== null) checkProbe(probe, report);
}

const PROBES = ["httpGet", "tcpSocket", "grpc", "exec"];

function checkProbe(probe: Field, report: Report): void {
  if (!PROBES.some((key) => has(probe, key))) {
    report.error(probe.path, "unknown health check method");
  }
  const http = sub(probe, "httpGet");
  if (http !== null) checkHttpProbe(http, report);
  for (const key of ["tcpSocket", "grpc"]) {
    const socket = sub(probe, key);
    if (socket !== null) checkPort(num(socket, "port"), at(socket, "port"), report);
  }
  const exec = sub(probe, "exec");
  if (exec !== null && !has(exec, "command")) {
    report.error(at(exec, "command"), "exec.command is required");
  }
}

function checkHttpProbe(http: Field, report: Report): void {
  const scheme = str(http, "scheme");
  if (scheme !== "" && scheme !== "HTTP" && scheme !== "HTTPS") {
    report.error(at(http, "scheme"), "httpGet.scheme must be one of HTTP, HTTPS");
  }
  checkPort(num(http, "port"), at(http, "port"), report);
  for (const header of items(http, "httpHeaders")) {
    const name = str(header, "name");
    if (!/^[-A-Za-z0-9]+$/.test(name)) {
      report.error(at(header, "name"), `header name ${name} is not a valid header name`);
    }
  }
}
