import type { JsonPath } from "../../manifest/json";
import { durationNs } from "../checks/values";
import type { Report } from "../rule-problem";
import {
  enumOf,
  type FieldType,
  jsonName,
  type MessageType,
  messageNamed,
  messageOf,
} from "./envoy-messages";
import { kindOfJson, scalarProblem, WRAPPED } from "./patch-scalars";
import { unknownField } from "./patch-unknown";

/** The message that a patch changes, by what it applies to. Source: istio/istio `pkg/config/xds/xds.go` BuildXDSObjectFromStruct. */
const PATCHED: Readonly<Record<string, string>> = {
  CLUSTER: "envoy.config.cluster.v3.Cluster",
  LISTENER: "envoy.config.listener.v3.Listener",
  FILTER_CHAIN: "envoy.config.listener.v3.FilterChain",
  NETWORK_FILTER: "envoy.config.listener.v3.Filter",
  LISTENER_FILTER: "envoy.config.listener.v3.ListenerFilter",
  ROUTE_CONFIGURATION: "envoy.config.route.v3.RouteConfiguration",
  VIRTUAL_HOST: "envoy.config.route.v3.VirtualHost",
  HTTP_ROUTE: "envoy.config.route.v3.Route",
  HTTP_FILTER: "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
  EXTENSION_CONFIG: "envoy.config.core.v3.TypedExtensionConfig",
  BOOTSTRAP: "envoy.config.bootstrap.v3.Bootstrap",
};

/**
 * Where the value of a patch is not what istiod reads as the message that it changes: another type of value, an enum's value that it does
 * not have, a duration that is none, an `Any` without a type or of one that istiod does not know. Of fields that a message does not have
 * the first is warned of.
 *
 * Source: istio/istio `pilot/pkg/model/envoyfilter.go`, `pkg/config/xds`; golang/protobuf `jsonpb/decode.go`; executed against istiod
 * 1.30.3.
 */
export function checkPatchValue(
  applyTo: string,
  value: unknown,
  path: JsonPath,
  report: Report,
): void {
  const message = messageNamed(PATCHED[applyTo] ?? "");
  if (message === null) return;
  let isRead = true;
  const error: Report["error"] = (...said) => {
    isRead = false;
    report.error(...said);
  };
  checkMessage(message, value, path, { ...report, error });
  const unknown = isRead ? unknownField(message, value, path) : null;
  if (unknown !== null) report.warn(unknown.path, `Envoy filter: ${unknown.says}`);
}

type Check = (value: unknown, path: JsonPath, report: Report) => void;

/** Messages that have a form of their own in JSON. Source: https://protobuf.dev/programming-guides/json/ */
const WELL_KNOWN: Readonly<Record<string, Check>> = {
  "google.protobuf.Any": checkAny,
  "google.protobuf.Duration": checkDuration,
  "google.protobuf.Timestamp": checkTimestamp,
  "google.protobuf.Value": () => undefined,
  "google.protobuf.Struct": (value, path, report) => void partsOf(value, path, report),
  "google.protobuf.ListValue": (value, path, report) => void itemsOf(value, path, report),
};

/** They have no fields in JSON, so that an `Any` keeps them under `value`. */
const isWellKnown = (name: string): boolean =>
  name in WELL_KNOWN || name in WRAPPED || name === "google.protobuf.Empty";

function checkField(type: FieldType, value: unknown, path: JsonPath, report: Report): void {
  if (value === null || value === undefined) return;
  const [mark = ""] = type;
  if (mark === "*") {
    for (const [i, item] of itemsOf(value, path, report).entries()) {
      checkField(type.slice(1), item, [...path, i], report);
    }
  } else if (mark === "{") checkMap(type, value, path, report);
  else if (mark === "@") {
    const message = messageOf(Number(type.slice(1)));
    if (message !== null) checkMessage(message, value, path, report);
  } else if (mark === "#") checkEnum(Number(type.slice(1)), value, path, report);
  else checkScalar(type, value, path, report);
}

/** Keys are texts in JSON, whatever they are read as. */
function checkMap(type: FieldType, value: unknown, path: JsonPath, report: Report): void {
  const [, key = "", ...rest] = type;
  for (const [name, part] of partsOf(value, path, report)) {
    if (key !== "s") checkScalar(key, name, [...path, name], report);
    checkField(rest.join(""), part, [...path, name], report);
  }
}

function checkMessage(message: MessageType, value: unknown, path: JsonPath, report: Report): void {
  if (value === null || value === undefined) return;
  const wrapped = WRAPPED[message.name];
  if (wrapped !== undefined) {
    checkScalar(wrapped, value, path, report);
    return;
  }
  const known = WELL_KNOWN[message.name];
  if (known !== undefined) {
    known(value, path, report);
    return;
  }
  const parts = partsOf(value, path, report);
  const given = new Set(parts.map(([key]) => key));
  for (const [key, part] of parts) {
    const type = message.fields.get(key);
    // Of a field under both of its names that of JSON counts.
    const isHidden = jsonName(key) !== key && given.has(jsonName(key));
    if (type !== undefined && !isHidden) checkField(type, part, [...path, key], report);
  }
}

function checkScalar(type: FieldType, value: unknown, path: JsonPath, report: Report): void {
  const problem = scalarProblem(type, value);
  if (problem !== null) report.error(path, `Envoy filter: ${problem}`);
}

function checkEnum(number: number, value: unknown, path: JsonPath, report: Report): void {
  const type = enumOf(number);
  if (type === null) return;
  if (typeof value !== "string") checkScalar("i", value, path, report);
  else if (!type.values.has(value)) {
    const message = `unknown value ${JSON.stringify(value)} for enum ${type.name}`;
    report.error(path, `Envoy filter: ${message}`);
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

function itemsOf(value: unknown, path: JsonPath, report: Report): readonly unknown[] {
  if (Array.isArray(value)) return value;
  report.error(path, unreadable(value, "[]json.RawMessage"));
  return [];
}

/** An `Any` names its message, whose fields stand beside the name. */
function checkAny(config: unknown, path: JsonPath, report: Report): void {
  const parts = partsOf(config, path, report);
  if (kindOfJson(config) !== "object") return;
  const type = parts.find(([key]) => key === "@type")?.[1];
  if (type === undefined) {
    report.error(path, "Envoy filter: Any JSON doesn't have '@type'");
    return;
  }
  const message = messageNamed(String(type).split("/").at(-1) ?? "");
  if (typeof type !== "string" || message === null) {
    const said = `Envoy filter: could not resolve Any message type: ${String(type)}`;
    report.error([...path, "@type"], said);
    return;
  }
  if (!isWellKnown(message.name)) {
    checkMessage(message, Object.fromEntries(parts.filter(isField)), path, report);
    return;
  }
  const value = parts.find(([key]) => key === "value");
  if (value === undefined) report.error(path, "Envoy filter: Any JSON doesn't have 'value'");
  else checkMessage(message, value[1], [...path, "value"], report);
}

const isField = ([key]: readonly [string, unknown]): boolean => key !== "@type";

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

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

function checkTimestamp(value: unknown, path: JsonPath, report: Report): void {
  if (typeof value !== "string") report.error(path, unreadable(value, "string"));
  else if (!RFC3339.test(value)) {
    report.error(path, `Envoy filter: bad Timestamp: ${JSON.stringify(value)}`);
  }
}

const unreadable = (value: unknown, type: string): string =>
  `Envoy filter: json: cannot unmarshal ${kindOfJson(value)} into Go value of type ${type}`;
