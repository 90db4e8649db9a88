import { at, type Field, has, lines, num, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkPort, domainFault, isDnsLabel, wildcardDomainFault } from "./names";
import { checkSubsetName } from "./values";

type ExportOptions = {
  /** A ServiceEntry may be exported to no one. */
  readonly serviceEntry?: boolean;
  /** The rule is for some workloads of its own namespace alone. */
  readonly selected?: boolean;
};

/** Who may see an object. Source: istio/istio `pkg/config/validation/validation.go` validateExportTo, `pkg/config/visibility`. */
export function checkExportTo(
  spec: Field,
  namespace: string,
  report: Report,
  options: ExportOptions = {},
): void {
  const scopes = lines(spec, "exportTo");
  const seen = new Set<string>();
  for (const { text, path } of scopes) {
    const key = text === "." ? namespace : text;
    const fault = scopeFault(text, key, namespace, seen, options);
    if (fault !== null) report.error(path, fault);
    seen.add(key);
  }
  const path = at(spec, "exportTo");
  if (options.selected === true && seen.size > 0 && (seen.size > 1 || !seen.has(namespace))) {
    report.error(
      path,
      "destination rule with workload selector cannot have exportTo beyond its own namespace",
    );
  }
  if (seen.has("*") && scopes.length > 1) {
    report.error(path, "cannot have both public (*) and non-public exportTo values for a resource");
  }
  if (seen.has("~") && scopes.length > 1) {
    report.error(path, "cannot export service entry to no one (~) and someone");
  }
}

function scopeFault(
  text: string,
  key: string,
  namespace: string,
  seen: ReadonlySet<string>,
  { serviceEntry = false }: ExportOptions,
): string | null {
  if (seen.has(key)) {
    return key === text
      ? `duplicate entries in exportTo for entry ${text}`
      : `duplicate entries in exportTo: . and current namespace ${namespace}`;
  }
  if (isScope(key) || (serviceEntry && key === "~")) return null;
  return `only .,*, or a valid namespace name allowed for exportTo entries: ${text}`;
}

const isScope = (key: string): boolean => key === "*" || key === "." || isDnsLabel(key);

/** References to Gateways; those behind `mesh` are not looked at. Source: `virtualservice.go` validateGatewayNames. */
export function checkGatewayNames(field: Field, report: Report): void {
  for (const { text, path } of lines(field, "gateways")) {
    if (text === "mesh") return;
    const fault = gatewayFault(text);
    if (fault !== null) report.error(path, fault);
  }
}

function gatewayFault(text: string): string | null {
  const slash = text.indexOf("/");
  if (slash < 0) return domainFault(text);
  const [namespace, name] = [text.slice(0, slash), text.slice(slash + 1)];
  if (namespace === "" || name === "") return "config namespace and gateway name cannot be empty";
  if (namespace !== "." && !isDnsLabel(namespace)) {
    return `invalid value for namespace: "${namespace}"`;
  }
  return isDnsLabel(name) ? null : `invalid value for gateway name: "${name}"`;
}

/** Where requests go: host, subset, port. Source: `validation.go` validateDestination. */
export function checkDestination(holder: Field, key: string, report: Report): void {
  const destination = sub(holder, key);
  if (destination === null) return;
  const host = str(destination, "host");
  const path = at(destination, "host");
  const fault = host === "*" ? "invalid destination host *" : wildcardDomainFault(host);
  if (fault !== null) report.error(path, fault);
  if (has(destination, "subset") && str(destination, "subset") !== "") {
    checkSubsetName(str(destination, "subset"), at(destination, "subset"), report);
  }
  const port = sub(destination, "port");
  if (port !== null) checkPort(num(port, "number"), at(port, "number"), report);
}
