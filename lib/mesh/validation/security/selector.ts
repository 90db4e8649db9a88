import { checkMatchLabels } from "../destination-rule/destination-rule";
import { at, count, type Field, has, items, str, sub } from "../field";
import type { Report } from "../rule-problem";

const ALLOWED: Readonly<Record<string, string>> = {
  Gateway: "gateway.networking.k8s.io",
  GatewayClass: "gateway.networking.k8s.io",
  Service: "",
  ServiceEntry: "networking.istio.io",
};

/** What a policy is attached to: one of selector, `targetRef` and `targetRefs`. Source: istio/istio `pkg/config/validation/validation.go` validatePolicyTargetReferences. */
export function checkAttachment(spec: Field, report: Report): void {
  checkMatchLabels(spec, "selector", report);
  const single = sub(spec, "targetRef");
  const targets = [...(single === null ? [] : [single]), ...items(spec, "targetRefs")];
  if (single !== null && count(spec, "targetRefs") > 0) {
    report.error(at(spec, "targetRefs"), "only one of targetRefs or targetRef can be set");
  }
  if (targets.length > 0 && has(spec, "selector")) {
    report.error(at(spec, "selector"), "only one of targetRefs or workloadSelector can be set");
  }
  for (const target of targets) checkTarget(target, report);
}

function checkTarget(target: Field, report: Report): void {
  if (str(target, "name") === "") report.error(at(target, "name"), "targetRef name must be set");
  if (str(target, "namespace") !== "") {
    report.error(
      at(target, "namespace"),
      "targetRef namespace must not be set; cross namespace referencing is not supported",
    );
  }
  const [group, kind] = [str(target, "group"), str(target, "kind")];
  const expected = ALLOWED[kind];
  const core = kind === "Service" && group === "core";
  if (expected === undefined || (expected !== group && !core)) {
    report.error(
      target.path,
      `targetRef must be to one of [Gateway GatewayClass Service ServiceEntry] but was ${group}/${kind}`,
    );
  }
}
