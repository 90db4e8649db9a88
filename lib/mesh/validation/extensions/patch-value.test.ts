import { expect, it } from "vitest";
import { webhookProblems } from "../validate";

const TYPE = "type.googleapis.com/envoy.extensions.filters";
const HCM = `${TYPE}.network.http_connection_manager.v3.HttpConnectionManager`;
const typed = (type: string, rest: object = {}) => ({ typed_config: { "@type": type, ...rest } });
const untyped = { typed_config: { x: 1 } };
const fault = (delay: string) =>
  typed(`${TYPE}.http.fault.v3.HTTPFault`, { delay: { fixed_delay: delay } });
const struct = { "@type": "type.googleapis.com/udpa.type.v1.TypedStruct", value: untyped };

const bad = (text: string) => `bad Duration: time: invalid duration "${text}"`;
const NO_TYPE = "Any JSON doesn't have '@type'";
const unknown = (type: string) => `could not resolve Any message type: ${type}`;
const not = (found: string, type: string) =>
  `json: cannot unmarshal ${found} into Go value of type ${type}`;
const NO_VALUE = "Any JSON doesn't have 'value'";
const lu = unknown(`${TYPE}.http.lua.v3.Lu`);
const stage = "json: cannot unmarshal number 1.5 into Go value of type uint32";
const OBJECT = "map[string]json.RawMessage";

// source: strict dry runs on an API server with istiod 1.30.3; it stops at the first and says the place of none.
it.each<[applyTo: string, value: object, path: string, says: string | null]>([
  ["CLUSTER", { connect_timeout: "100ms" }, "", null],
  ["CLUSTER", { connect_timeout: "-.5s" }, "", null],
  ["CLUSTER", { connect_timeout: null }, "", null],
  ["CLUSTER", { connect_timeout: "5" }, "connect_timeout", bad("5")],
  ["CLUSTER", { connectTimeout: "5" }, "connectTimeout", bad("5")],
  ["CLUSTER", { connect_timeout: "315576000001s" }, "connect_timeout", bad("315576000001s")],
  ["CLUSTER", { connect_timeout: 5 }, "connect_timeout", not("number", "string")],
  ["CLUSTER", { connect_timeout: { seconds: 5 } }, "connect_timeout", not("object", "string")],
  ["CLUSTER", { outlier_detection: [] }, "outlier_detection", not("array", OBJECT)],
  ["CLUSTER", { health_checks: {} }, "health_checks", not("object", "[]json.RawMessage")],
  ["CLUSTER", { health_checks: [{ timeout: "5" }] }, "health_checks.0.timeout", bad("5")],
  ["CLUSTER", { nothing: { connect_timeout: "5", ...untyped } }, "", null],
  ["CLUSTER", { metadata: { filter_metadata: { a: untyped } } }, "", null],
  ["CLUSTER", { transport_socket: untyped }, "transport_socket.typed_config", NO_TYPE],
  ["CLUSTER", untyped, "", null],
  ["HTTP_FILTER", untyped, "typed_config", NO_TYPE],
  ["HTTP_FILTER", { typed_config: [] }, "typed_config", not("array", OBJECT)],
  ["HTTP_FILTER", { typed_config: null }, "", null],
  ["HTTP_FILTER", { typed_config: struct }, "", null],
  ["HTTP_FILTER", { config: untyped }, "", null],
  ["HTTP_FILTER", fault("5"), "typed_config.delay.fixed_delay", bad("5")],
  ["HTTP_FILTER", fault("5s"), "", null],
  ["HTTP_FILTER", typed("x/foo.Bar"), "typed_config.@type", unknown("x/foo.Bar")],
  ["HTTP_FILTER", typed("x/stats.PluginConfig"), "", null],
  ["HTTP_FILTER", typed("x/io.istio.http.peer_metadata.Config"), "", null],
  [
    "HTTP_FILTER",
    typed("envoy.api.v2.Cluster"),
    "typed_config.@type",
    unknown("envoy.api.v2.Cluster"),
  ],
  [
    "NETWORK_FILTER",
    typed(HCM, { http_filters: [fault("5")] }),
    "typed_config.http_filters.0.typed_config.delay.fixed_delay",
    bad("5"),
  ],
  [
    "HTTP_ROUTE",
    { typed_per_filter_config: { a: { x: 1 } } },
    "typed_per_filter_config.a",
    NO_TYPE,
  ],
  ["LISTENER", { filters: [fault("5")] }, "", null],
  ["CLUSTER", { lb_policy: "RANDOM", type: 3 }, "", null],
  [
    "CLUSTER",
    { lb_policy: "random" },
    "lb_policy",
    'unknown value "random" for enum envoy.config.cluster.v3.Cluster.LbPolicy',
  ],
  ["CLUSTER", { per_connection_buffer_limit_bytes: "5" }, "", null],
  [
    "CLUSTER",
    { per_connection_buffer_limit_bytes: -1 },
    "per_connection_buffer_limit_bytes",
    "json: cannot unmarshal number -1 into Go value of type uint32",
  ],
  ["CLUSTER", { name: 5 }, "name", not("number", "string")],
  ["CLUSTER", { hostX: 5, name: null }, "", null],
  ["HTTP_ROUTE", { route: { rate_limits: [{ stage: 1.5 }] } }, "route.rate_limits.0.stage", stage],
  ["VIRTUAL_HOST", { cors: { allowMethods: "GET", allow_methods: 5 } }, "", null],
  ["BOOTSTRAP", { node: { id: true } }, "node.id", not("bool", "string")],
  ["HTTP_FILTER", typed(`${TYPE}.http.lua.v3.Lua`), "", null],
  ["HTTP_FILTER", typed(`${TYPE}.http.lua.v3.Lu`), "typed_config.@type", lu],
  ["HTTP_FILTER", typed("x/google.protobuf.Duration", { value: "1s" }), "", null],
  ["HTTP_FILTER", typed("x/google.protobuf.Empty"), "typed_config", NO_VALUE],
  [
    "LISTENER",
    { filter_chains: [{ filters: [untyped] }] },
    "filter_chains.0.filters.0.typed_config",
    NO_TYPE,
  ],
])("%s %j: %s %s", (applyTo, value, path, says) => {
  const spec = { configPatches: [{ applyTo, patch: { operation: "MERGE", value } }] };
  const found = webhookProblems(
    "EnvoyFilter.networking.istio.io",
    { namespace: "n", name: "x" },
    spec,
  ).filter(({ severity }) => severity === "error");
  const place = `spec.configPatches.0.patch.value.${path}`;
  expect(found.map((p) => `${p.path.join(".")}: ${p.message}`)).toEqual(
    says === null ? [] : [`${place}: Envoy filter: ${says}`],
  );
});

// source: the warnings of the same dry runs.
it.each<[applyTo: string, value: object, path: string | null, says: string]>([
  [
    "CLUSTER",
    { nope: 1, circuit_breakers: { thresholds: [{ bad: 1 }] } },
    "circuit_breakers.thresholds.0.bad",
    'unknown field "bad" in envoy.config.cluster.v3.CircuitBreakers.Thresholds',
  ],
  [
    "HTTP_FILTER",
    typed(`${TYPE}.http.lua.v3.Lua`, { inlinecode: "x" }),
    "typed_config.inlinecode",
    `can't unmarshal Any nested proto ${TYPE}.http.lua.v3.Lua: unknown field "inlinecode" in envoy.extensions.filters.http.lua.v3.Lua`,
  ],
  ["CLUSTER", { metadata: { filter_metadata: { a: { any: 1 } } } }, null, ""],
  ["CLUSTER", { nope: 1, name: 5 }, null, ""],
])("%s %j: of %s is warned", (applyTo, value, path, says) => {
  const spec = { configPatches: [{ applyTo, patch: { operation: "MERGE", value } }] };
  const place = { namespace: "n", name: "x" };
  const found = webhookProblems("EnvoyFilter.networking.istio.io", place, spec)
    .filter(({ severity, message }) => severity === "warning" && !message.includes("exposes"))
    .map((p) => `${p.path.join(".")}: ${p.message}`);
  const said = `spec.configPatches.0.patch.value.${path}: Envoy filter: ${says}`;
  expect(found).toEqual(path === null ? [] : [said]);
});
