import type { JsonPath } from "../../manifest/json";
import { durationNs } from "../checks/values";
import type { Report } from "../rule-problem";
import { type FieldShape, type ListOf, type MessageShape, PATCHED, TYPED } from "./patch-messages";

/**
 * Where the value of a patch is not what istiod reads as the message that it changes: a duration that is none, an `Any` without a type, a
 * type that istiod does not know. Fields that nothing is known of are let pass, as istiod lets fields pass that its messages do not have;
 * so what is said here it refuses, and it refuses more: enums, numbers, and names of messages in packages that it knows. To know those
 * takes the descriptors of all of Envoy's messages.
 *
 * Source: istio/istio `pilot/pkg/model/envoyfilter.go`, `pkg/config/xds` (golang/protobuf `jsonpb`); executed against istiod 1.30.3.
 */
export function checkPatchValue(
  applyTo: string,
  value: unknown,
  path: JsonPath,
  report: Report,
): void {
  const shape = PATCHED[applyTo];
  if (shape !== undefined) checkField(shape, value, path, report);
}

function checkField(shape: FieldShape, value: unknown, path: JsonPath, report: Report): void {
  if (value === null || value === undefined) return;
  if (shape === "duration") checkDuration(value, path, report);
  else if (shape === "any") checkAny(value, path, report);
  else if (shape === "anys") {
    for (const [key, part] of partsOf(value, path, report)) checkAny(part, [...path, key], report);
  } else if (isList(shape)) checkList(shape[0], value, path, report);
  else checkMessage(shape, value, path, report);
}

function checkList(shape: MessageShape, value: unknown, path: JsonPath, report: Report): void {
  if (!Array.isArray(value)) {
    report.error(path, unreadable(value, "[]json.RawMessage"));
    return;
  }
  for (const [i, item] of value.entries()) checkField(shape, item, [...path, i], report);
}

function checkMessage(shape: MessageShape, value: unknown, path: JsonPath, report: Report): void {
  for (const [key, part] of partsOf(value, path, report)) {
    const inner = Object.hasOwn(shape, snake(key)) ? shape[snake(key)] : undefined;
    if (inner !== undefined) checkField(inner, part, [...path, key], report);
  }
}

/** The fields of what should be an object; none where it is not, which is said. */
function partsOf(value: unknown, path: JsonPath, report: Report): readonly [string, unknown][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value);
  }
  report.error(path, unreadable(value, "map[string]json.RawMessage"));
  return [];
}

const isList = (shape: MessageShape | ListOf): shape is ListOf => Array.isArray(shape);

/** A field may be written as in the `.proto` or as in its JSON. */
const snake = (key: string): string => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Packages of the messages that istiod can read inside a patch. */
const PACKAGES = [
  ...["envoy", "google", "udpa", "xds", "istio", "io", "stats"],
  ...["opencensus", "opentelemetry", "validate"],
];

/** An `Any` names its message. Whether a message of a known package exists is left to the API server. */
function checkAny(config: unknown, path: JsonPath, report: Report): void {
  if (config === null) return;
  const parts = partsOf(config, path, report);
  const type = parts.find(([key]) => key === "@type")?.[1];
  if (type === undefined) {
    if (typeof config === "object" && !Array.isArray(config)) {
      report.error(path, "Envoy filter: Any JSON doesn't have '@type'");
    }
    return;
  }
  const name = String(type).split("/").at(-1) ?? "";
  const [root = ""] = name.split(".");
  // Envoy's second API is gone.
  if (!PACKAGES.includes(root) || /^envoy\.(?:.*\.)?v2(?:alpha\d*)?\./.test(name)) {
    const message = `Envoy filter: could not resolve Any message type: ${String(type)}`;
    report.error([...path, "@type"], message);
    return;
  }
  const shape = TYPED[name];
  if (shape !== undefined) checkMessage(shape, config, path, report);
}

function checkDuration(value: unknown, path: JsonPath, report: Report): void {
  if (typeof value !== "string") {
    report.error(path, unreadable(value, "string"));
    return;
  }
  const ns = durationNs(value);
  // What Go keeps a duration in has 64 bits.
  if (ns !== null && Math.abs(ns) < 2 ** 63) return;
  const quoted = JSON.stringify(value);
  report.error(path, `Envoy filter: bad Duration: time: invalid duration ${quoted}`);
}

function unreadable(value: unknown, type: string): string {
  const found = Array.isArray(value) ? "array" : GO_NAMES[typeof value];
  return `Envoy filter: json: cannot unmarshal ${found} into Go value of type ${type}`;
}

const GO_NAMES: Partial<Record<string, string>> = {
  ...{ string: "string", number: "number", boolean: "bool", object: "object" },
};
