import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "./offline-mesh";

const meta = (name: string, more: object = {}) => ({ name, namespace: "shop", ...more });

const service = (name: string, app: string, port = 8080) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: meta(name),
  spec: { selector: { app }, ports: [{ name: "http", port: 80, targetPort: port }] },
});
const slice = (name: string, address: string) => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: meta(`${name}-abc`, { labels: { "kubernetes.io/service-name": name } }),
  endpoints: [{ addresses: [address], conditions: { ready: true } }],
  ports: [{ name: "http", port: 8080 }],
});
const pod = (app: string, podIP: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: meta(app, { labels: { app } }),
  spec: { containers: [{ name: "app" }] },
  status: { podIP, phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
});
const route = (namespace?: string) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "r", ...(namespace && { namespace }) },
  spec: { hosts: ["api"] },
});

const standing = [
  service("api", "api"),
  slice("api", "10.0.0.1"),
  pod("api", "10.0.0.1"),
  pod("new", "10.0.0.2"),
];

const read = (written: readonly object[], beside: readonly object[] = standing) =>
  readOfflineMesh(
    [{ name: "f.yaml", text: written.map((o) => JSON.stringify(o)).join("\n---\n") }],
    {
      namespace: "shop",
      standing: beside.map((o) => ({ ...o })),
    },
  );

const addresses = (mesh: ReturnType<typeof read>) =>
  mesh.index
    .all("EndpointSlice")
    .map((s) => `${s.meta.name} ${s.endpoints.map((e) => e.addresses.join()).join()}`);

describe("files beside a cluster", () => {
  it("stand among its objects, and in place of those of their kind and name", () => {
    const older = { ...route("shop"), spec: { hosts: ["old"] } };
    const mesh = read([route()], [...standing, older]);
    expect(mesh.index.all("Service").map((s) => s.meta.name)).toEqual(["api"]);
    const found = mesh.index.find(
      "VirtualService.networking.istio.io",
      OFFLINE_CLUSTER,
      "shop",
      "r",
    );
    expect(found?.spec).toEqual({ hosts: ["api"] });
    expect(mesh.standing).toHaveLength(standing.length);
    expect(mesh.endpointsKnown).toBe(true);
  });

  it("keep the age of what they replace, in whatever version it stands", () => {
    const metadata = meta("r", { creationTimestamp: "2024-01-01T00:00:00Z" });
    const before = { ...route(), apiVersion: "networking.istio.io/v1beta1", metadata };
    const ages = (mesh: ReturnType<typeof read>) =>
      mesh.index.all("VirtualService.networking.istio.io").map((r) => r.meta.createdAt);
    expect(ages(read([route()], [before]))).toEqual(["2024-01-01T00:00:00Z"]);
    expect(ages(read([route()]))).toEqual([null]);
  });

  it.each([
    ["says the same", service("api", "api"), ["api-abc 10.0.0.1"]],
    ["selects other pods", service("api", "new"), ["api-0 10.0.0.2"]],
    ["leads to another port", service("api", "api", 9090), ["api-0 10.0.0.1"]],
    ["is new", service("fresh", "new"), ["api-abc 10.0.0.1", "fresh-0 10.0.0.2"]],
  ])("have the endpoints of the cluster's pods: a service that %s", (_, written, expected) => {
    expect(addresses(read([written])).toSorted()).toEqual(expected);
  });

  it("keep the cluster's endpoints where nobody may read its pods", () => {
    const withoutPods = standing.filter(({ kind }) => kind !== "Pod");
    expect(addresses(read([service("api", "new")], withoutPods))).toEqual(["api-abc 10.0.0.1"]);
  });

  it("have the proxy that a namespace of the cluster gives", () => {
    const metadata = { name: "shop", labels: { "istio-injection": "disabled" } };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta("d"),
      spec: { template: { metadata: { labels: { app: "d" } }, spec: { containers: [] } } },
    };
    const proxy = (beside: readonly object[]) =>
      read([deployment], beside)
        .index.all("Workload")
        .map((w) => w.proxy);
    expect(proxy([{ apiVersion: "v1", kind: "Namespace", metadata }])).toEqual(["none"]);
    expect(proxy([])).toEqual(["sidecar"]);
  });
});

it("does not know all ConfigMaps of a cluster by those of files", () => {
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: meta("ca"),
    data: { "ca.crt": "PEM" },
  };
  const known = (mesh: ReturnType<typeof read>) =>
    mesh.index.find("CaConfigMap", OFFLINE_CLUSTER, "shop", "ca");
  expect(known(read([map]))).toMatchObject({ keys: ["ca.crt"], complete: false });
  expect(known(read([map], []))).toMatchObject({ complete: true });
  expect(known(read([], [...standing, map]))).toBeNull();
});
