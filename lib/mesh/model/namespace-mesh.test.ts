import { describe, expect, it } from "vitest";
import { isRootNamespace, meshOf, meshOfWorkload, waypointOf } from "./namespace-mesh";
import type { Labels, PodSummary, ProxyMode } from "./resource";

const namespace = (labels: Labels, name = "shop") => ({
  meta: {
    cluster: "east",
    namespace: "",
    name,
    uid: "",
    resourceVersion: "",
    createdAt: null,
    labels,
    annotations: {},
  },
});

describe("meshOf", () => {
  // source: istio/istio mutatingwebhook.yaml (namespaceSelector of each webhook)
  it.each<[Labels, string]>([
    [{}, "none"],
    [{ "istio-injection": "enabled" }, "sidecar"],
    [{ "istio-injection": "disabled" }, "none"],
    [{ "istio-injection": "" }, "none"],
    [{ "istio.io/rev": "1-30" }, "sidecar"],
    [{ "istio.io/rev": "" }, "none"],
    [{ "istio-injection": "disabled", "istio.io/rev": "1-30" }, "none"],
    [{ "istio.io/dataplane-mode": "ambient" }, "ambient"],
    [{ "istio.io/dataplane-mode": "none" }, "none"],
    [{ "istio.io/use-waypoint": "waypoint" }, "none"],
    [{ "istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "waypoint" }, "ambient"],
    // source: istio.io, ambient/migrate/enable-ambient-mode: the sidecar takes precedence
    [{ "istio-injection": "enabled", "istio.io/dataplane-mode": "ambient" }, "sidecar"],
    [{ "istio-injection": "disabled", "istio.io/dataplane-mode": "ambient" }, "ambient"],
  ])("%j is %s", (labels, expected) => {
    expect(meshOf(namespace(labels))).toBe(expected);
  });

  it("never injects the namespaces that Istio ignores", () => {
    expect(meshOf(namespace({ "istio-injection": "enabled" }, "kube-system"))).toBe("none");
  });
});

describe("meshOfWorkload", () => {
  const pod = (proxy: ProxyMode): PodSummary => ({
    name: `p-${proxy}`,
    ip: null,
    phase: "Running",
    ready: true,
    terminating: false,
    proxy,
    restarts: 0,
    reason: null,
  });
  const injected = namespace({ "istio-injection": "enabled" });
  const workload = (proxies: readonly ProxyMode[], podLabels: Labels = {}) => ({
    proxy: new Set(proxies).size > 1 ? ("mixed" as const) : (proxies[0] ?? "none"),
    pods: proxies.map(pod),
    podLabels,
    podAnnotations: {},
  });

  it.each<[string, readonly ProxyMode[], Labels, string]>([
    ["pods decide over labels", ["none"], { "sidecar.istio.io/inject": "true" }, "none"],
    ["some pods have a sidecar", ["none", "sidecar"], {}, "sidecar"],
    ["some pods are redirected", ["none", "ambient"], {}, "ambient"],
    ["a gateway is a proxy", ["gateway"], {}, "sidecar"],
    ["no pods: the namespace decides", [], {}, "sidecar"],
    ["no pods: the pod label opts out", [], { "sidecar.istio.io/inject": "false" }, "none"],
  ])("%s", (_, proxies, labels, expected) => {
    expect(meshOfWorkload(workload(proxies, labels), injected)).toBe(expected);
  });

  it("without pods, a pod label may opt in or out of ambient", () => {
    const ambient = namespace({ "istio.io/dataplane-mode": "ambient" });
    const optsOut = workload([], { "istio.io/dataplane-mode": "none" });
    expect(meshOfWorkload(workload([]), ambient)).toBe("ambient");
    expect(meshOfWorkload(optsOut, ambient)).toBe("none");
    expect(meshOfWorkload(workload([], { "istio.io/dataplane-mode": "ambient" }), null)).toBe(
      "ambient",
    );
  });
});

describe("waypointOf", () => {
  const enrolled = namespace({ "istio.io/use-waypoint": "waypoint" });
  it.each<[Labels, { namespace: string; name: string } | null]>([
    [{}, { namespace: "shop", name: "waypoint" }],
    [{ "istio.io/use-waypoint": "none" }, null],
    [{ "istio.io/use-waypoint": "own" }, { namespace: "shop", name: "own" }],
    [
      { "istio.io/use-waypoint": "shared", "istio.io/use-waypoint-namespace": "infra" },
      { namespace: "infra", name: "shared" },
    ],
  ])("%j in an enrolled namespace", (labels, expected) => {
    expect(waypointOf(labels, enrolled)).toEqual(expected);
  });
  it("is none in a namespace that uses none", () => {
    expect(waypointOf({}, namespace({}))).toBeNull();
  });
});

it("knows the root namespace, by default or as configured", () => {
  expect(isRootNamespace("istio-system")).toBe(true);
  expect(isRootNamespace("istio-system", "mesh-config")).toBe(false);
});
