import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { isSince } from "../../routing/spec/versions";
import { checkPort, isAddress, isDnsLabel, socketFault } from "../checks/names";
import { at, count, type Field, items, lines, num, str, sub } from "../field";
import { hostFault } from "../gateway/gateway";
import type { Report } from "../rule-problem";
import { checkListenerPort } from "./listener-port";

/** By its version what it takes differs. */
export type ControlPlane = Pick<MeshSettings, "version">;

/** Source: istio/istio `pkg/config/validation/validation.go` ValidateSidecar, validateSidecarEgressPortBindAndCaptureMode. */
export function checkEgress(spec: Field, report: Report, controlPlane: ControlPlane): void {
  const listeners = items(spec, "egress");
  const ports = new Set<number>();
  const sockets = new Set<string>();
  for (const [i, listener] of listeners.entries()) {
    const port = sub(listener, "port");
    if (port === null) {
      if (i !== listeners.length - 1) {
        report.error(
          listener.path,
          "sidecar: the egress listener with empty port should be the last listener in the list",
        );
      }
    } else if ((num(port, "number") ?? 0) === 0) {
      checkSocketListener(listener, port, sockets, report);
    } else {
      checkPortListener(listener, port, ports, report);
    }
    checkHosts(listener, report, isSince(controlPlane, "sidecar-exclusions"));
  }
}

function checkPortListener(listener: Field, port: Field, ports: Set<number>, report: Report): void {
  const number = num(port, "number") ?? 0;
  const bind = str(listener, "bind");
  checkListenerPort(port, report);
  checkPort(number, at(port, "number"), report);
  if (bind !== "" && !isAddress(bind))
    report.error(at(listener, "bind"), `${bind} is not a valid IP`);
  if (ports.has(number)) {
    report.error(
      at(port, "number"),
      `sidecar: ports on IP bound listeners must be unique: ${number}`,
    );
  }
  ports.add(number);
}

function checkSocketListener(
  listener: Field,
  port: Field,
  sockets: Set<string>,
  report: Report,
): void {
  const bind = str(listener, "bind");
  const mode = str(listener, "captureMode");
  checkListenerPort(port, report);
  const fault = bind.startsWith("unix://")
    ? socketFault(bind)
    : "sidecar: ports with 0 value must have a unix domain socket bind address";
  if (fault !== null) report.error(at(listener, "bind"), fault);
  if (mode !== "" && mode !== "DEFAULT" && mode !== "NONE") {
    report.error(
      at(listener, "captureMode"),
      "captureMode must be DEFAULT/NONE for unix domain socket listeners",
    );
  }
  if (sockets.has(bind)) {
    report.error(
      at(listener, "bind"),
      `sidecar: unix domain socket values for listeners must be unique: ${bind}`,
    );
  }
  sockets.add(bind);
}

function checkHosts(listener: Field, report: Report, excludes: boolean): void {
  if (count(listener, "hosts") === 0) {
    report.error(at(listener, "hosts"), "sidecar: egress listener must contain at least one host");
  }
  const seen = new Set<string>();
  for (const { text, path } of lines(listener, "hosts")) {
    if (seen.has(text)) report.warn(path, `duplicated egress host: ${text}`);
    seen.add(text);
    const fault = egressHostFault(excludes ? text.replace(/^~(?=[^/])/, "") : text);
    if (fault !== null) report.error(path, fault);
  }
}

/** `namespace/host`, the namespace a name, `*`, `.` or `~`; where hosts are left out, also behind `~`. Source: validateNamespaceSlashWildcardHostname. */
function egressHostFault(text: string): string | null {
  const [namespace = "", host = "", rest] = text.split("/");
  if (!text.includes("/") || rest !== undefined) {
    return `host must be of form namespace/dnsName: ${text}`;
  }
  if (namespace === "" || host === "") {
    return "config namespace and dnsName in host entry cannot be empty";
  }
  if (!["*", ".", "~"].includes(namespace) && !isDnsLabel(namespace)) {
    return `invalid namespace value "${namespace}"`;
  }
  return hostFault(host);
}
