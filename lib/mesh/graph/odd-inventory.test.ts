import { describe, expect, it } from "vitest";
import type { RawObject } from "../model/inventory";
import { request, trafficOf } from "./testing/calls";
import { edge, graphOf, node, wires } from "./testing/look";
import { deployment, namespace, service } from "./testing/objects";

type Owner = { readonly kind: string; readonly name: string };

const SIDECAR = { "sidecar.istio.io/status": "{}" };

const pod = (name: string, labels: Record<string, string>, owner?: Owner): RawObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    namespace: "shop",
    name,
    labels,
    annotations: SIDECAR,
    ...(owner && {
      generateName: `${owner.name}-`,
      ownerReferences: [{ apiVersion: "x/v1", ...owner, uid: "1", controller: true }],
    }),
  },
  spec: { containers: [{ name: "istio-proxy" }] },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
});

const bare = (name: string, spec: Record<string, unknown>): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { namespace: "shop", name },
  spec: { ports: [{ port: 80 }], ...spec },
});

const slice = (of: string, podName: string): RawObject => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { namespace: "shop", name: `${of}-1`, labels: { "kubernetes.io/service-name": of } },
  endpoints: [{ addresses: ["10.0.0.1"], targetRef: { kind: "Pod", name: podName } }],
  ports: [{ port: 80 }],
});

const DB = { kind: "StatefulSet", name: "db" };
const OBJECTS: readonly RawObject[] = [
  namespace("shop"),
  ...deployment("shop/web-v1"),
  bare("db", { clusterIP: "None", selector: { app: "db" } }),
  bare("db-primary", { selector: { app: "db", "statefulset.kubernetes.io/pod-name": "db-0" } }),
  slice("db-primary", "db-0"),
  pod("db-0", { app: "db", "statefulset.kubernetes.io/pod-name": "db-0" }, DB),
  pod("db-1", { app: "db", "statefulset.kubernetes.io/pod-name": "db-1" }, DB),
  bare("alias", { type: "ExternalName", externalName: "ext.example" }),
  bare("manual", {}),
  ...deployment("shop/zero-v1", { replicas: 0 }),
  service("shop/zero"),
  pod("naked", { app: "naked" }),
  service("shop/naked"),
  pod("report-27931200-abc", { app: "report" }, { kind: "Job", name: "report-27931200" }),
  pod("once-xyz", { app: "once" }, { kind: "Job", name: "once" }),
  pod(
    "orphan-7d9c-abc",
    { app: "orphan", "pod-template-hash": "7d9c" },
    { kind: "ReplicaSet", name: "orphan-7d9c" },
  ),
];

const FROM = { from: "shop/web-v1", rate: 1 } as const;
const UH = { to: "unknown", code: "503", flags: "UH" } as const;

const graph = (...calls: readonly Parameters<typeof request>[0][]) =>
  graphOf(OBJECTS, trafficOf({ requests: calls.map(request) }), { type: "workload", idle: false });

describe("services that are not a name before pods of one Deployment", () => {
  it.each([
    // what was called, the way it is drawn
    [
      "a headless service",
      { to: "shop/db", host: "shop/db" },
      ["s:shop/db -> w:shop/db 1", "w:shop/web-v1 -> s:shop/db 1"],
    ],
    [
      "one pod of a StatefulSet",
      { ...UH, host: "db-0.db.shop.svc.cluster.local" },
      ["w:shop/web-v1 -> s:shop/db 1"],
    ],
    ["the same, in short", { ...UH, host: "db-0.db:80" }, ["w:shop/web-v1 -> s:shop/db 1"]],
    [
      "a name below a service that is not headless",
      { ...UH, flags: "NR", host: "x.naked:80" },
      ["w:shop/web-v1 -> n:x.naked:80 1"],
    ],
    [
      "a service in front of one pod of a StatefulSet",
      { to: "shop/db", host: "shop/db-primary" },
      ["s:shop/db-primary -> w:shop/db 1", "w:shop/web-v1 -> s:shop/db-primary 1"],
    ],
    [
      "a name for a host outside",
      { to: "unknown", host: "shop/alias" },
      ["w:shop/web-v1 -> s:shop/alias 1"],
    ],
    [
      "a service without selector",
      { ...UH, host: "shop/manual" },
      ["w:shop/web-v1 -> s:shop/manual 1"],
    ],
    ["a service of no pods", { ...UH, host: "shop/zero" }, ["w:shop/web-v1 -> s:shop/zero 1"]],
    [
      "a service of a namespace that is gone",
      { to: "gone/api", host: "gone/api" },
      ["s:gone/api -> w:gone/api 1", "w:shop/web-v1 -> s:gone/api 1"],
    ],
    ["a pod by its address", { to: "unknown", host: "10.0.0.9:80" }, ["w:shop/web-v1 -> p:lab 1"]],
    [
      "a port that no service declares",
      { to: "shop/naked", host: "10.0.0.9:99" },
      ["w:shop/web-v1 -> w:shop/naked 1"],
    ],
  ] as const)("%s", (_, call, expected) => {
    expect(wires(graph({ ...FROM, ...call }))).toEqual(expected);
  });
});

describe("callers that are no Deployment", () => {
  it.each([
    ["a pod of its own", "shop/naked", "Pod"],
    ["a CronJob's job, by the name of the CronJob", "shop/report", "CronJob"],
    ["a Job", "shop/once", "Job"],
    ["a Deployment that may not be read", "shop/orphan", "Deployment"],
    ["a StatefulSet", "shop/db", "StatefulSet"],
  ])("%s", (_, from, kind) => {
    const drawn = graph({ from, to: "shop/naked", host: "shop/naked" });
    const caller = node(drawn, `w:${from}`);
    expect([caller.workloadKind, caller.why]).toEqual([kind, null]);
    // Nobody says how many pods there should be: that is not known, and not healthy for it.
    expect(caller.replicas).toEqual({ desired: null, ready: from === "shop/db" ? 2 : 1 });
    if (from !== "shop/naked") expect(caller.health.level).toBe("unknown");
  });
});

it("a service of the sixtieth pod of a StatefulSet is not dead", () => {
  const name = (n: number) => `big-${String(n).padStart(2, "0")}`;
  const labels = (n: number) => ({ app: "big", "statefulset.kubernetes.io/pod-name": name(n) });
  const selector = labels(60);
  const objects = [
    namespace("shop"),
    ...Array.from({ length: 61 }, (_, n) =>
      pod(name(n), labels(n), { kind: "StatefulSet", name: "big" }),
    ),
    bare("last", { selector }),
    slice("last", name(60)),
    bare("none", { selector: labels(61) }),
  ];
  const drawn = graphOf(objects, null, { type: "workload" });
  expect([node(drawn, "s:shop/last").dead, node(drawn, "s:shop/none").dead]).toEqual([false, true]);
});

it("a workload says why its pods are not ready, where one of them does", () => {
  const owner = { kind: "ReplicaSet", name: "flaky-5f6" };
  const labels = { app: "flaky", "pod-template-hash": "5f6" };
  const waiting = {
    ...pod("flaky-5f6-b", labels, owner),
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "False" }],
      containerStatuses: [{ name: "app", state: { waiting: { reason: "CrashLoopBackOff" } } }],
    },
  };
  const flaky = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "shop", name: "flaky" },
    spec: { replicas: 2, template: { metadata: { labels: { app: "flaky" } }, spec: {} } },
  };
  const objects = [namespace("shop"), flaky, pod("flaky-5f6-a", labels, owner), waiting];
  expect(node(graphOf(objects, null, { type: "workload" }), "w:shop/flaky").health).toEqual({
    level: "degraded",
    reasons: [
      {
        code: "replicas",
        level: "degraded",
        workload: "flaky",
        ready: 1,
        desired: 2,
        reason: "CrashLoopBackOff",
      },
    ],
  });
});

describe("what is gone or asleep is not healthy", () => {
  it("a workload of no replicas is not ready, its service fails when it is called", () => {
    const drawn = graph({ ...FROM, ...UH, host: "shop/zero" });
    expect(node(drawn, "s:shop/zero").health.level).toBe("failing");
    const asleep = graphOf(OBJECTS, null, { type: "workload" });
    expect(node(asleep, "w:shop/zero-v1").health).toMatchObject({
      level: "not-ready",
      reasons: [{ code: "scaled-to-zero" }],
    });
    expect(node(asleep, "s:shop/zero").health.level).toBe("unknown");
  });

  it("a group of a namespace that is gone does not say how it takes part in the mesh", () => {
    const drawn = graph({ ...FROM, to: "gone/api", host: "gone/api" });
    expect(drawn.groups.find((g) => g.namespace === "gone")?.mesh).toBeNull();
    expect(edge(drawn, "w:shop/web-v1", "s:gone/api").health.level).toBe("healthy");
  });
});
