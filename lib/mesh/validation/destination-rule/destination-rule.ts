import { wildcardDomainFault } from "../checks/names";
import { checkExportTo } from "../checks/shared";
import { checkLabels, checkSubsetName } from "../checks/values";
import { at, entriesOf, type Field, has, items, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkTrafficPolicy } from "./traffic-policy";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidateDestinationRule. */
export function checkDestinationRule(spec: Field, namespace: string, report: Report): void {
  const fault = wildcardDomainFault(str(spec, "host"));
  if (fault !== null) report.error(at(spec, "host"), fault);
  checkTrafficPolicy(spec, "trafficPolicy", namespace, report);
  const names = new Set<string>();
  for (const subset of items(spec, "subsets")) {
    const name = str(subset, "name");
    if (names.has(name)) report.error(at(subset, "name"), `duplicate subset names: ${name}`);
    names.add(name);
    checkSubsetName(name, at(subset, "name"), report);
    checkLabels(subset, "labels", report);
    checkTrafficPolicy(subset, "trafficPolicy", namespace, report);
  }
  checkExportTo(spec, namespace, report, { selected: has(spec, "workloadSelector") });
  checkMatchLabels(spec, "workloadSelector", report);
}

/** `matchLabels` of a selector: no wildcards, no empty keys or values. Source: validateWorkloadSelector. */
export function checkMatchLabels(holder: Field, key: string, report: Report): void {
  const selector = sub(holder, key);
  if (selector === null) return;
  const labels = entriesOf(selector, "matchLabels");
  if (labels.length === 0) {
    report.warn(selector.path, "workload selector specified without labels");
  }
  for (const [name, value] of labels) {
    const path = at(selector, "matchLabels", name);
    if (name === "") report.error(path, "empty key is not supported in selector");
    if (name.includes("*") || (typeof value === "string" && value.includes("*"))) {
      report.error(path, `wildcard is not supported in selector: "${name}=${String(value)}"`);
    }
  }
}
