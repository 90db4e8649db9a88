import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createInventory } from "../inventory";
import { CONFIG_KINDS } from "../kinds";
import type { Labels, MeshResource } from "../resource";
import { proxyModeOf } from "./proxy-mode";

/** What the inventory makes of one object, or `null`. */
const read = (yaml: string): MeshResource | null => {
  const [event] = createInventory("east").put(parse(yaml));
  return event?.type === "put" ? event.resource : null;
};

describe("proxyModeOf", () => {
  const main = { name: "app" };
  const proxy = (...args: string[]) => ({ name: "istio-proxy", args: ["proxy", ...args] });
  const shape = (spec: object, labels: Labels = {}, annotations: Labels = {}, started = true) =>
    proxyModeOf({ spec: { ...spec }, labels, annotations, started });

  // source: istio/istio manifests/charts/istio-control/istio-discovery/files/*.yaml
  it.each<[string, Parameters<typeof shape>, string]>([
    ["no proxy", [{ containers: [main] }], "none"],
    ["sidecar container", [{ containers: [main, proxy("sidecar")] }], "sidecar"],
    ["native sidecar", [{ containers: [main], initContainers: [proxy("sidecar")] }], "sidecar"],
    [
      "the injector's annotation alone",
      [{ containers: [main] }, {}, { "sidecar.istio.io/status": "{}" }],
      "sidecar",
    ],
    ["an injected gateway runs as router", [{ containers: [proxy("router")] }], "gateway"],
    [
      "a gateway before injection",
      [{ containers: [proxy()] }, {}, { "inject.istio.io/templates": "gateway" }],
      "gateway",
    ],
    [
      "chart label, proxy alone",
      [{ containers: [{ name: "istio-proxy" }] }, { istio: "ingressgateway" }],
      "gateway",
    ],
    [
      "an app with a gateway's label is still an app",
      [{ containers: [main, { name: "istio-proxy" }] }, { istio: "ingressgateway" }],
      "sidecar",
    ],
    [
      "Gateway API, managed by Istio",
      [
        { containers: [proxy("router")] },
        { "gateway.istio.io/managed": "istio.io-gateway-controller" },
      ],
      "gateway",
    ],
    [
      "waypoint",
      [
        { containers: [proxy("waypoint")] },
        { "gateway.istio.io/managed": "istio.io-mesh-controller" },
      ],
      "waypoint",
    ],
    ["ztunnel is no workload's proxy", [{ containers: [proxy("ztunnel")] }], "none"],
    [
      "redirected to ztunnel",
      [{ containers: [main] }, {}, { "ambient.istio.io/redirection": "enabled" }],
      "ambient",
    ],
    [
      "redirection not finished",
      [{ containers: [main] }, {}, { "ambient.istio.io/redirection": "pending" }],
      "none",
    ],
    [
      "asked for, not started yet",
      [{ containers: [main] }, { "istio.io/dataplane-mode": "ambient" }, {}, false],
      "ambient",
    ],
    [
      "asked for, running, and not redirected",
      [{ containers: [main] }, { "istio.io/dataplane-mode": "ambient" }],
      "none",
    ],
    [
      "a sidecar keeps ztunnel away",
      [
        { containers: [main, proxy("sidecar")] },
        { "istio.io/dataplane-mode": "ambient" },
        {},
        false,
      ],
      "sidecar",
    ],
  ])("%s", (_, args, expected) => {
    expect(shape(...args)).toBe(expected);
  });
});

describe("Services", () => {
  const service = (spec: string) =>
    read(`{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: ${spec}}`);
  it.each<[string, string, object]>([
    [
      "ports with their defaults",
      "{clusterIP: 10.0.0.1, selector: {app: a}, ports: [{port: 80}, {name: g, port: 81, targetPort: grpc, appProtocol: grpc}]}",
      {
        type: "ClusterIP",
        clusterIps: ["10.0.0.1"],
        headless: false,
        selector: { app: "a" },
        ports: [
          { name: "", port: 80, targetPort: null, protocol: "TCP", appProtocol: null },
          { name: "g", port: 81, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" },
        ],
      },
    ],
    [
      "the same target port is none",
      "{ports: [{port: 80, targetPort: 80}]}",
      { ports: [{ targetPort: null }] },
    ],
    ["headless", "{clusterIPs: [None]}", { headless: true, clusterIps: [], selector: null }],
    [
      "ExternalName",
      "{type: ExternalName, externalName: db.example}",
      { type: "ExternalName", externalName: "db.example", headless: false },
    ],
    ["an empty selector selects nothing by itself", "{selector: {}}", { selector: null }],
    [
      "wrong types count as absent",
      "{ports: no, selector: [], clusterIPs: 7}",
      { ports: [], selector: null },
    ],
  ])("%s", (_, spec, expected) => {
    expect(service(spec)).toMatchObject(expected);
  });
});

it("reads endpoint slices: an absent condition means ready and serving", () => {
  // source: kubernetes discovery/v1, EndpointConditions
  expect(
    read(`
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: s-1, namespace: shop, labels: {kubernetes.io/service-name: s}}
ports: [{port: 8080}, {name: any}]
endpoints:
- {addresses: [10.0.0.1], targetRef: {kind: Pod, name: p}}
- {addresses: [10.0.0.2], conditions: {ready: false, serving: true, terminating: true}}
- {addresses: [10.0.0.3], conditions: {ready: false}, targetRef: {kind: Node, name: n}}
`),
  ).toMatchObject({
    service: "s",
    ports: [
      { name: "", port: 8080 },
      { name: "any", port: null },
    ],
    endpoints: [
      { ready: true, serving: true, terminating: false, pod: "p" },
      { ready: false, serving: true, terminating: true, pod: null },
      { ready: false, serving: false, terminating: false, pod: null },
    ],
  });
});

describe("Secrets", () => {
  it("take what the adapter prepared", () => {
    expect(
      read(`
apiVersion: v1
kind: Secret
metadata: {name: cert, namespace: shop}
type: kubernetes.io/tls
keys: [tls.crt, tls.key]
certificate: {notBefore: 2026-01-01T00:00:00Z, notAfter: 2027-01-01T00:00:00Z, dnsNames: [a.example]}
`),
    ).toMatchObject({
      type: "kubernetes.io/tls",
      keys: ["tls.crt", "tls.key"],
      certificate: { notAfter: "2027-01-01T00:00:00Z", dnsNames: ["a.example"] },
    });
  });

  it("never let a value in, wherever it stands", () => {
    const resource = read(`
apiVersion: v1
kind: Secret
metadata:
  {name: s, namespace: shop, annotations: {kubectl.kubernetes.io/last-applied-configuration: VALUE, kapp.k14s.io/original: VALUE}}
data: {password: VALUE}
stringData: {token: VALUE}
`);
    expect(resource).toMatchObject({
      kind: "Secret",
      keys: ["password", "token"],
      certificate: null,
    });
    expect(JSON.stringify(resource)).not.toContain("VALUE");
  });
});

describe("configuration", () => {
  it("is kept whole, with its field managers by their last write and without its own copy", () => {
    expect(
      read(`
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata:
  name: reviews
  namespace: shop
  generation: 4
  resourceVersion: "17"
  annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", team: pay}
  managedFields:
  - {manager: argocd, operation: Apply, time: "2026-01-02T00:00:00Z"}
  - {manager: kubectl, operation: Update, time: "2026-01-01T00:00:00Z"}
  - {manager: istiod, operation: Update, time: "2026-01-03T00:00:00Z", subresource: status}
  - {manager: kubectl, operation: Apply, time: "2026-01-04T00:00:00Z"}
spec: {hosts: nonsense, odd: [1, {a: null}]}
status: {observedGeneration: "4"}
`),
    ).toEqual({
      kind: "VirtualService.networking.istio.io",
      meta: {
        cluster: "east",
        namespace: "shop",
        name: "reviews",
        uid: "",
        resourceVersion: "17",
        createdAt: null,
        labels: {},
        annotations: { team: "pay" },
      },
      apiVersion: "networking.istio.io/v1beta1",
      generation: 4,
      spec: { hosts: "nonsense", odd: [1, { a: null }] },
      status: { observedGeneration: "4" },
      managers: ["argocd", "kubectl"],
    });
  });

  it.each(CONFIG_KINDS.map((k) => [k.id, k] as const))("%s is put and removed", (id, info) => {
    const inventory = createInventory("east");
    const namespace = info.namespaced ? "shop" : "";
    const gvk = { apiVersion: `${info.group}/${info.versions[0]}`, kind: info.kind };
    const metadata = { name: "x", ...(info.namespaced ? { namespace } : {}) };
    const ref = { cluster: "east", kind: id, namespace, name: "x" };
    expect(inventory.put({ ...gvk, metadata })).toMatchObject([
      {
        type: "put",
        resource: { kind: id, meta: { namespace, name: "x" }, spec: {}, status: null },
      },
    ]);
    expect(inventory.remove(gvk, namespace, "x")).toEqual([{ type: "delete", ref }]);
    expect(inventory.remove(gvk, namespace, "x")).toEqual([]);
  });

  it("tells the two kinds Gateway apart", () => {
    const gateway = (group: string) =>
      read(`{apiVersion: ${group}/v1, kind: Gateway, metadata: {name: g, namespace: shop}}`)?.kind;
    expect(gateway("networking.istio.io")).toBe("Gateway.networking.istio.io");
    expect(gateway("gateway.networking.k8s.io")).toBe("Gateway.gateway.networking.k8s.io");
  });
});

it.each([
  ["no metadata", "{apiVersion: v1, kind: Service}"],
  ["no name", "{apiVersion: v1, kind: Service, metadata: {namespace: shop}}"],
  ["no namespace", "{apiVersion: v1, kind: Service, metadata: {name: s}}"],
  [
    "a name that is no path segment",
    "{apiVersion: v1, kind: Service, metadata: {name: a/b, namespace: shop}}",
  ],
  [
    "a kind that the mesh does not need",
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}}",
  ],
  [
    "a kind of another group",
    "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: s, namespace: shop}}",
  ],
])("leaves out an object with %s", (_, yaml) => {
  expect(read(yaml)).toBeNull();
});

it("knows a namespace that ends", () => {
  const namespace = (rest: string) =>
    read(`{apiVersion: v1, kind: Namespace, metadata: {name: n${rest}}`);
  expect(namespace("}")).toMatchObject({ kind: "Namespace", terminating: false });
  expect(namespace("}, status: {phase: Terminating}")).toMatchObject({ terminating: true });
});
