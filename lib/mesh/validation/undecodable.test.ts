import { beforeAll, expect, it } from "vitest";
import type { JsonObject } from "../manifest/json";
import { loadVerdicts, type VerdictOf } from "./verdict";

const ISTIO = "networking.istio.io/v1";
const GATEWAY_API = "gateway.networking.k8s.io/v1";
const attempts = (n: number) => ({
  hosts: ["a"],
  http: [{ route: [{ destination: { host: "a" } }], retries: { attempts: n } }],
});
const ring = (n: number) => ({
  host: "a",
  trafficPolicy: {
    loadBalancer: { consistentHash: { httpHeaderName: "x", ringHash: { minimumRingSize: n } } },
  },
});
const cors = (n: number) => ({ rules: [{ filters: [{ type: "CORS", cors: { maxAge: n } }] }] });

let verdictOf: VerdictOf;
beforeAll(async () => {
  verdictOf = await loadVerdicts();
});

const saidOf = (apiVersion: string, kind: string, spec: JsonObject) =>
  verdictOf(
    { apiVersion, kind, metadata: { name: "x" }, spec },
    { namespace: "n", name: "x" },
  ).errors.map(({ path, message }) => `${path.join(".")}: ${message}`);

const tooWide = (path: string, n: number) =>
  `${path}: error decoding configuration: json: cannot unmarshal number ${n} into Go value of type int32`;

const AT = "spec.http.0.retries.attempts";

// source: strict dry runs on an API server with istiod 1.30.3.
it.each([
  [ISTIO, "VirtualService", attempts(2 ** 31 - 1), []],
  [ISTIO, "VirtualService", attempts(2 ** 31), [tooWide(AT, 2 ** 31)]],
  [ISTIO, "VirtualService", attempts(-(2 ** 31)), [`${AT}: attempts cannot be negative`]],
  [ISTIO, "VirtualService", attempts(-(2 ** 31) - 1), [tooWide(AT, -(2 ** 31) - 1)]],
  [ISTIO, "VirtualService", attempts(2 ** 53), [tooWide(AT, 2 ** 53)]],
  ["extensions.istio.io/v1alpha1", "WasmPlugin", { url: "a/b", priority: -(2 ** 31) }, []],
  [
    ...(["extensions.istio.io/v1alpha1", "WasmPlugin"] as const),
    { url: "a/b", priority: 3e9 },
    [tooWide("spec.priority", 3e9)],
  ],
  [
    ...(["extensions.istio.io/v1alpha1", "TrafficExtension"] as const),
    { wasm: { url: "a/b" }, priority: 3e9 },
    [tooWide("spec.priority", 3e9)],
  ],
  // uint64, and a kind that no webhook of istiod reads.
  [ISTIO, "DestinationRule", ring(2 ** 62), []],
  [GATEWAY_API, "HTTPRoute", cors(2 ** 62), []],
])("%s %s %j: %j", (apiVersion, kind, spec, expected) => {
  expect(saidOf(apiVersion, kind, spec)).toEqual(expected);
});
