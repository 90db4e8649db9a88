import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { createInventory, type RawObject } from "./inventory";
import type { WorkloadResource } from "./resource";
import { advance, emptySnapshot, type MeshEvent } from "./snapshot";

const objectsOf = (yaml: string): readonly RawObject[] =>
  parseAllDocuments(yaml).map((document) => document.toJS());

function fold(objects: readonly RawObject[]) {
  const inventory = createInventory("east");
  const events = objects.flatMap((object) => inventory.put(object));
  return { inventory, events, snapshot: advance(emptySnapshot, events) };
}

const workloadsOf = (objects: readonly RawObject[]): readonly WorkloadResource[] =>
  [...fold(objects).snapshot.resources.values()]
    .filter((r) => r.kind === "Workload")
    .sort((a, b) => (a.meta.name < b.meta.name ? -1 : 1));

/** `Deployment web 1/2 sidecar web@v1: web-abc-1!CrashLoopBackOff` */
const line = (w: WorkloadResource): string =>
  [
    `${w.workloadKind} ${w.meta.name} ${w.replicas.ready}/${w.replicas.desired ?? "?"}`,
    `${w.proxy} ${w.canonicalService}@${w.canonicalRevision}:`,
    w.pods.map((p) => p.name + (p.reason === null ? "" : `!${p.reason}`)).join(","),
  ].join(" ");

const lines = (yaml: string) => workloadsOf(objectsOf(yaml)).map((w) => line(w).trim());

/** A pod in short: `owner` is `Kind/name`. */
const pod = (name: string, rest: { owner?: string; labels?: object; extra?: object } = {}) => {
  const [kind, owner] = (rest.owner ?? "").split("/");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "shop",
      labels: rest.labels ?? {},
      ...(rest.owner
        ? {
            generateName: "generated-",
            ownerReferences: [{ apiVersion: "x/v1", kind, name: owner, controller: true }],
          }
        : {}),
    },
    spec: { containers: [{ name: "app" }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    ...rest.extra,
  };
};

const deployment = (name: string, replicas: number, labels: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "shop", uid: `uid-${name}` },
  spec: { replicas, template: { metadata: { labels }, spec: { containers: [{ name: "app" }] } } },
});

describe("folding", () => {
  it("counts pods into their controller, lists a controller without pods, never a Deployment's ReplicaSet", () => {
    expect(
      lines(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2, template: {metadata: {labels: {app: web, version: v1}}}}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-6c4d, namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]}
spec: {replicas: 2, template: {metadata: {labels: {app: web, pod-template-hash: 6c4d}}}}
---
apiVersion: v1
kind: Pod
metadata:
  {name: web-6c4d-x, generateName: web-6c4d-, namespace: shop, labels: {app: web, version: v1, pod-template-hash: 6c4d},
   ownerReferences: [{kind: ReplicaSet, name: web-6c4d, controller: true}]}
spec: {containers: [{name: web}], initContainers: [{name: istio-proxy, restartPolicy: Always}]}
status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: empty, namespace: shop}
spec: {replicas: 0, template: {metadata: {labels: {app.kubernetes.io/name: store}}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
status: {desiredNumberScheduled: 3}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
---
apiVersion: batch/v1
kind: Job
metadata: {name: nightly-28391520, namespace: shop, ownerReferences: [{kind: CronJob, name: nightly, controller: true}]}
`),
    ).toEqual([
      "DaemonSet agent 0/3 none agent@latest:",
      "StatefulSet empty 0/0 none store@latest:",
      "CronJob nightly 0/? none nightly@latest:",
      "Deployment web 1/2 sidecar web@v1: web-6c4d-x",
    ]);
  });

  it("sums the ReplicaSets of a foreign controller and takes its kind from the owner", () => {
    const replicaSet = (hash: string, replicas: number, createdAt: string, version: string) => ({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `web-${hash}`,
        namespace: "shop",
        creationTimestamp: createdAt,
        ownerReferences: [
          { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "web", controller: true },
        ],
      },
      spec: {
        replicas,
        template: {
          metadata: { labels: { "rollouts-pod-template-hash": hash, app: "web", version } },
        },
      },
    });
    const objects = [
      replicaSet("aa", 3, "2026-01-01T00:00:00Z", "v1"),
      replicaSet("bb", 1, "2026-01-02T00:00:00Z", "v2"),
    ];
    expect(workloadsOf(objects).map((w) => line(w).trim())).toEqual([
      "Rollout web 0/4 none web@v2:",
    ]);
    expect(fold(objects).inventory.controllerOf("shop", "web")).toEqual({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      name: "web",
    });
  });

  it("keeps labels that pods share, the template's where they differ", () => {
    const labels = { app: "web", version: "v2" };
    const owner = "ReplicaSet/web-1";
    const [workload] = workloadsOf([
      deployment("web", 2, labels),
      pod("a", {
        owner,
        labels: { ...labels, version: "v1", "pod-template-hash": "1", zone: "x" },
      }),
      pod("b", { owner, labels: { ...labels, "pod-template-hash": "1", zone: "x" } }),
    ]);
    expect(workload?.podLabels).toEqual({
      app: "web",
      version: "v2",
      "pod-template-hash": "1",
      zone: "x",
    });
  });

  it("does not count pods that end or ended as replicas", () => {
    const owner = "StatefulSet/db";
    const leaving = pod("db-1", { owner });
    const metadata = { ...leaving.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" };
    const [workload] = workloadsOf([
      pod("db-0", { owner }),
      { ...leaving, metadata },
      pod("db-2", { owner, extra: { status: { phase: "Failed", reason: "Evicted" } } }),
    ]);
    expect(workload?.replicas).toEqual({ desired: null, current: 1, ready: 1 });
    expect(workload?.pods.map((p) => [p.name, p.terminating, p.reason])).toEqual([
      ["db-0", false, null],
      ["db-1", true, null],
      ["db-2", false, "Evicted"],
    ]);
  });

  it("lists fifty pods and counts the rest", () => {
    const pods = Array.from({ length: 60 }, (_, i) =>
      pod(`p-${String(i).padStart(2, "0")}`, { owner: "StatefulSet/big" }),
    );
    const [workload] = workloadsOf(pods.toReversed());
    expect(workload?.pods).toHaveLength(50);
    expect([workload?.pods[0]?.name, workload?.podsOmitted]).toEqual(["p-00", 10]);
    expect(workload?.replicas.ready).toBe(60);
  });

  it("does not count a job's pods towards the Deployment of the same name", () => {
    const [workload] = workloadsOf([
      deployment("web", 1),
      pod("a", { owner: "Job/web-28391520" }),
      pod("b", { owner: "ReplicaSet/web-1", labels: { "pod-template-hash": "1" } }),
    ]);
    expect([workload?.workloadKind, workload?.replicas.ready]).toEqual(["Deployment", 1]);
  });

  it("moves a pod whose workload changes, and removes what is empty", () => {
    const { inventory } = fold([pod("p", { owner: "StatefulSet/old" })]);
    const short = (events: readonly MeshEvent[]) =>
      events.map((e) => `${e.type} ${e.type === "put" ? e.resource.meta.name : e.ref.name}`);
    expect(short(inventory.put(pod("p", { owner: "StatefulSet/new" })))).toEqual([
      "delete old",
      "put new",
    ]);
    expect(short(inventory.remove({ apiVersion: "v1", kind: "Pod" }, "shop", "p"))).toEqual([
      "delete new",
    ]);
    expect(inventory.remove({ apiVersion: "v1", kind: "Pod" }, "shop", "p")).toEqual([]);
    expect(inventory.controllerOf("shop", "new")).toBeNull();
  });
});

describe("events", () => {
  it("come for changes alone: a heartbeat of a pod is free", () => {
    const first = pod("p", { owner: "StatefulSet/db" });
    const beat = {
      ...first,
      metadata: {
        ...first.metadata,
        resourceVersion: "2",
        managedFields: [{ manager: "kubelet" }],
      },
      status: {
        ...first.status,
        conditions: [{ type: "Ready", status: "True", lastProbeTime: "2026-01-01T00:00:10Z" }],
      },
    };
    const { inventory, events } = fold([first]);
    expect(events).toHaveLength(1);
    expect(inventory.put(beat)).toEqual([]);
    const unready = { ...first, status: { ...first.status, conditions: [] } };
    expect(inventory.put(unready)).toHaveLength(1);
  });
});
