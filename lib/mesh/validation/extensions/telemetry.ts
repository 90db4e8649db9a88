import { celSyntaxFault } from "../../manifest/schema/cel/cel-syntax";
import { at, count, entriesOf, type Field, has, items, num, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkAttachment } from "../security/selector";

/** Source: istio/istio `pkg/config/validation/extensions.go`, `validation.go` ValidateTelemetry. */
export function checkTelemetry(spec: Field, report: Report): void {
  checkAttachment(spec, report);
  for (const metric of items(spec, "metrics")) {
    checkProviders(metric, report);
    for (const override of items(metric, "overrides")) checkOverride(override, report);
  }
  if (count(spec, "tracing") > 1) {
    report.warn(at(spec, "tracing"), "multiple tracing is not currently supported");
  }
  for (const tracing of items(spec, "tracing")) checkTracing(tracing, report);
  for (const logging of items(spec, "accessLogging")) checkLogging(logging, report);
}

function checkOverride(override: Field, report: Report): void {
  for (const tag of partsOf(override, "tagOverrides")) {
    const operation = str(tag, "operation") || "UPSERT";
    const given = str(tag, "value") !== "";
    if (operation === "UPSERT" && !given) {
      report.error(tag.path, "tagOverrides.value must be set when operation is UPSERT");
    }
    if (operation === "REMOVE" && given) {
      report.error(tag.path, "tagOverrides.value must not be set when operation is REMOVE");
    }
  }
  const match = sub(override, "match");
  if (match !== null && has(match, "customMetric") && str(match, "customMetric") === "") {
    report.error(at(match, "customMetric"), "customMetric should not be empty");
  }
}

/** The objects of a map. */
function partsOf(field: Field, key: string): readonly Field[] {
  const map = sub(field, key);
  return map === null ? [] : entriesOf(field, key).flatMap(([name]) => sub(map, name) ?? []);
}

function checkTracing(tracing: Field, report: Report): void {
  checkProviders(tracing, report);
  if (count(tracing, "providers") > 1) {
    report.warn(at(tracing, "providers"), "multiple providers is not currently supported");
  }
  const sampling = num(tracing, "randomSamplingPercentage");
  if (sampling !== null && (sampling < 0 || sampling > 100)) {
    report.error(
      at(tracing, "randomSamplingPercentage"),
      "randomSamplingPercentage must be in range [0.0, 100.0]",
    );
  }
  if (entriesOf(tracing, "customTags").some(([name]) => name === "")) {
    report.error(at(tracing, "customTags"), "tag name may not be empty");
  }
  for (const tag of partsOf(tracing, "customTags")) checkTag(tag, report);
}

const TAG_FIELDS = { literal: "value", environment: "name", header: "name" } as const;

function checkTag(tag: Field, report: Report): void {
  for (const [kind, field] of Object.entries(TAG_FIELDS)) {
    const source = sub(tag, kind);
    if (source !== null && str(source, field) === "") {
      report.error(source.path, `${kind} tag ${field} may not be empty`);
    }
  }
}

function checkLogging(logging: Field, report: Report): void {
  checkProviders(logging, report);
  const filter = sub(logging, "filter");
  if (filter === null) return;
  const fault = celSyntaxFault(str(filter, "expression"));
  if (fault !== null) {
    report.error(at(filter, "expression"), `must be a valid CEL expression, ${fault}`);
  }
}

function checkProviders(holder: Field, report: Report): void {
  for (const provider of items(holder, "providers")) {
    if (str(provider, "name") === "") {
      report.error(at(provider, "name"), "providers.name may not be empty");
    }
  }
}
