import { describe, expect, it } from "vitest";
import { type MeshCase, meshOf } from "../../../tools/oracle/mesh-case";
import type { WorkloadResource } from "../model/resource";
import { defaultMeshSettings } from "../routing/spec/mesh-settings";
import { authorizeAt } from "./authorize";
import { connectionTo } from "./connection/connection";

const world = (objects: string): MeshCase => ({
  name: "",
  workloads: { "shop/web": { app: "web" }, "shop/caller": { app: "caller" } },
  services: { "shop/web": { app: "web", ports: "http:80:8080" } },
  objects,
  requests: [],
});

const policy = (spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\nspec: ${spec}`;

const as = (objects: string, proxy: WorkloadResource["proxy"], labels = {}) => {
  const index = meshOf(world(objects));
  const found = index.find("Workload", "c", "shop", "web");
  if (!found) throw new Error("no workload");
  return { index, workload: { ...found, proxy, podLabels: { ...found.podLabels, ...labels } } };
};

const request = {
  source: { principal: "cluster.local/ns/shop/sa/caller", ip: "10.0.0.1", claims: null },
  port: 8080,
  protocol: "http",
  method: "GET",
  path: "/x",
  host: "web",
  headers: {},
} as const;

// source: https://istio.io/latest/docs/ambient/usage/l4-policy/ and
// istio/istio pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go
describe("a ztunnel", () => {
  it.each([
    ["{rules: [{from: [{source: {namespaces: [shop]}}]}]}", "allow"],
    ["{rules: [{from: [{source: {namespaces: [far]}}]}]}", "deny"],
    [
      "{rules: [{from: [{source: {namespaces: [shop]}}], to: [{operation: {methods: [GET]}}]}]}",
      "deny",
    ],
    ["{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}", "allow"],
    [
      "{action: DENY, rules: [{from: [{source: {namespaces: [shop]}}], to: [{operation: {methods: [POST]}}]}]}",
      "deny",
    ],
    ["{action: DENY, rules: [{}]}", "deny"],
    ["{action: CUSTOM, provider: {name: p}, rules: [{}]}", "allow"],
    ["{action: AUDIT, rules: [{}]}", "allow"],
    ["{}", "deny"],
  ])("takes %s for %s", (spec, verdict) => {
    const { index, workload } = as(policy(spec), "ambient");
    expect(authorizeAt(index, { workload }, request).verdict).toBe(verdict);
  });
});

describe("a waypoint", () => {
  it("enforces what refers to a service behind it, and nothing of its namespace's own", () => {
    const denied = policy("{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}");
    const bound = policy(
      "{action: DENY, targetRefs: [{group: '', kind: Service, name: web}], rules: [{to: [{operation: {methods: [GET]}}]}]}",
    );
    const labels = { "gateway.networking.k8s.io/gateway-name": "way" };
    const services = [{ cluster: "c", kind: "Service", namespace: "shop", name: "web" }] as const;
    const verdict = (objects: string) => {
      const { index, workload } = as(objects, "waypoint", labels);
      return authorizeAt(index, { workload, services }, request).verdict;
    };
    expect([verdict(denied), verdict(bound)]).toEqual(["allow", "deny"]);
  });
});

// source: https://istio.io/latest/docs/ambient/architecture/hbone/
describe("a connection to a ztunnel", () => {
  const strict =
    "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: shop}\nspec: {mtls: {mode: STRICT}}";
  const hbone = { ...defaultMeshSettings, proxyMetadata: { ISTIO_META_ENABLE_HBONE: "true" } };
  it.each([
    ["ambient", strict, defaultMeshSettings, "mtls"],
    ["waypoint", strict, defaultMeshSettings, "mtls"],
    ["sidecar", "", defaultMeshSettings, "plaintext"],
    ["sidecar", strict, defaultMeshSettings, "refused"],
    ["sidecar", strict, hbone, "mtls"],
    ["gateway", strict, hbone, "mtls"],
    ["none", "", hbone, "plaintext"],
    ["none", strict, hbone, "refused"],
  ] as const)("from %s with %j", (proxy, objects, settings, result) => {
    const { index, workload } = as(objects, "ambient");
    const found = index.find("Workload", "c", "shop", "caller");
    if (!found) throw new Error("no caller");
    const connection = {
      caller: { ...found, proxy },
      destination: null,
      endpoint: { port: 8080, labels: workload.podLabels, workload },
      http: true,
    };
    expect(connectionTo(index, connection, settings).result).toBe(result);
  });
});
