import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createInventory, type RawObject } from "./inventory";
import { recordAt, textAt } from "./raw/value";
import { refKey, refOf } from "./resource";
import { advance, emptySnapshot, type MeshEvent, type MeshSnapshot } from "./snapshot";

type Change =
  | { readonly type: "put"; readonly object: RawObject }
  | {
      readonly type: "remove";
      readonly gvk: { apiVersion: string; kind: string };
      readonly name: string;
    };

/** Changes of one object, in their order. */
type Timeline = readonly Change[];

const NAMESPACE = "shop";
const owner = (kind: string, name: string) => [
  { apiVersion: "x/v1", kind, name, controller: true },
];

const label = fc.constantFrom("v1", "v2");
const object = (apiVersion: string, kind: string, name: string, rest: object): RawObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE, ...rest },
});

const template = (version: string, hash?: string) => ({
  metadata: { labels: { app: "web", version, ...(hash ? { "pod-template-hash": hash } : {}) } },
  spec: { containers: [{ name: "app", ports: [{ name: "http", containerPort: 8080 }] }] },
});

const deployment = fc
  .tuple(fc.constantFrom("web", "api"), label, fc.nat(3))
  .map(([name, v, n]) => ({
    ...object("apps/v1", "Deployment", name, {
      resourceVersion: String(n),
      labels: { n: String(n) },
    }),
    spec: { replicas: n, template: template(v) },
  }));

const replicaSet = fc
  .tuple(
    fc.constantFrom("web", "api"),
    fc.constantFrom("Deployment", "Rollout", ""),
    label,
    fc.nat(2),
  )
  .map(([name, kind, version, replicas]) => ({
    ...object(
      "apps/v1",
      "ReplicaSet",
      `${name}-h1`,
      kind ? { ownerReferences: owner(kind, name) } : {},
    ),
    spec: { replicas, template: template(version, "h1") },
  }));

const job = fc.constantFrom("CronJob", "").map((kind) => ({
  ...object("batch/v1", "Job", "web-28391520", kind ? { ownerReferences: owner(kind, "web") } : {}),
}));

const pod = fc
  .record({
    name: fc.constantFrom("a", "b", "c", "d"),
    owner: fc.constantFrom("ReplicaSet/web-h1", "ReplicaSet/api-h1", "Job/web-28391520", ""),
    version: label,
    sidecar: fc.boolean(),
    phase: fc.constantFrom("Pending", "Running", "Failed", "Succeeded"),
    deleted: fc.boolean(),
  })
  .map(({ name, owner: by, version, sidecar, phase, deleted }) => ({
    ...object("v1", "Pod", name, {
      ...(by
        ? {
            generateName: "g-",
            ownerReferences: owner(by.split("/")[0] ?? "", by.split("/")[1] ?? ""),
          }
        : {}),
      labels: { version, "pod-template-hash": "h1" },
      ...(deleted ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    }),
    spec: { containers: [{ name: "app" }, ...(sidecar ? [{ name: "istio-proxy" }] : [])] },
    status: {
      phase,
      conditions: [{ type: "Ready", status: phase === "Running" ? "True" : "False" }],
    },
  }));

const service = fc.nat(2).map((n) => ({
  ...object("v1", "Service", "web", { resourceVersion: String(n) }),
  spec: { selector: { app: "web" }, ports: [{ port: 80 + n }] },
}));

const anyObject: fc.Arbitrary<RawObject> = fc.oneof(deployment, replicaSet, job, pod, service);

const nameOf = (o: RawObject) => textAt(recordAt(o, "metadata"), "name") ?? "";
const gvkOf = (o: RawObject) => ({
  apiVersion: textAt(o, "apiVersion") ?? "",
  kind: textAt(o, "kind") ?? "",
});
const idOf = (o: RawObject) => `${gvkOf(o).kind}/${nameOf(o)}`;

/** Timelines of several objects: for each, puts and sometimes a removal in between. */
const timelines: fc.Arbitrary<readonly Timeline[]> = fc
  .array(fc.tuple(anyObject, fc.boolean()), {
    maxLength: 14,
  })
  .map((drawn) => {
    const byObject = new Map<string, Change[]>();
    for (const [o, removed] of drawn) {
      const timeline = byObject.get(idOf(o)) ?? [];
      timeline.push({ type: "put", object: o });
      if (removed) {
        timeline.push({ type: "remove", gvk: gvkOf(o), name: nameOf(o) });
      }
      byObject.set(idOf(o), timeline);
    }
    return [...byObject.values()];
  });

/** All changes, each time the next one of the timeline that `choices` picks. */
function interleave(all: readonly Timeline[], choices: readonly number[]): readonly Change[] {
  const queues = all.map((timeline) => [...timeline]);
  const result: Change[] = [];
  for (let i = 0; queues.some((queue) => queue.length > 0); i++) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const next = waiting[(choices[i % choices.length] ?? 0) % waiting.length]?.shift();
    if (next) result.push(next);
  }
  return result;
}

function run(changes: readonly Change[]): { events: MeshEvent[]; snapshot: MeshSnapshot } {
  const inventory = createInventory("east");
  const events = changes.flatMap((change) =>
    change.type === "put"
      ? inventory.put(change.object)
      : inventory.remove(change.gvk, NAMESPACE, change.name),
  );
  return { events, snapshot: advance(emptySnapshot, events) };
}

const GONE = "gone";

const keyAndContent = (event: MeshEvent): readonly [string, string] =>
  event.type === "put"
    ? [refKey(refOf(event.resource)), JSON.stringify(event.resource)]
    : [refKey(event.ref), GONE];

const choices = fc.array(fc.nat(50), { minLength: 1, maxLength: 30 });

describe("laws", () => {
  it("any interleaving of the same objects ends in the same snapshot", () => {
    fc.assert(
      fc.property(timelines, choices, choices, (all, one, other) => {
        const a = run(interleave(all, one)).snapshot.resources;
        const b = run(interleave(all, other)).snapshot.resources;
        expect(new Map([...a].sort())).toEqual(new Map([...b].sort()));
      }),
      { numRuns: 500 },
    );
  });

  it("ends where the last state of each object alone would end", () => {
    fc.assert(
      fc.property(timelines, choices, (all, order) => {
        const last = all.flatMap((timeline) => timeline.at(-1) ?? []);
        const left = run(last.filter((change) => change.type === "put")).snapshot.resources;
        expect(run(interleave(all, order)).snapshot.resources).toEqual(left);
      }),
      { numRuns: 300 },
    );
  });

  it("every event changes the snapshot, and putting everything again gives none", () => {
    fc.assert(
      fc.property(timelines, choices, (all, order) => {
        const { events } = run(interleave(all, order));
        const seen = new Map<string, string>();
        for (const event of events) {
          const [key, now] = keyAndContent(event);
          expect(now).not.toBe(seen.get(key) ?? GONE);
          seen.set(key, now);
        }
        const last = all.flatMap((timeline) => timeline.at(-1) ?? []);
        expect(run([...last, ...last]).events).toEqual(run(last).events);
      }),
    );
  });

  it("nothing throws, and nonsense never costs the objects around it", () => {
    const kinds = fc.constantFrom(
      "v1/Pod",
      "v1/Service",
      "v1/Secret",
      "v1/Namespace",
      "apps/v1/ReplicaSet",
      "batch/v1/Job",
      "discovery.k8s.io/v1/EndpointSlice",
      "networking.istio.io/v1/VirtualService",
    );
    const name = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "x".repeat(253),
        "<img src=x>",
        '"}{',
        "a/b",
        "__proto__",
        "constructor",
        "名前",
      ),
    );
    const field = fc.oneof(fc.jsonValue(), name);
    const nonsense = fc.tuple(
      kinds,
      fc.dictionary(
        fc.constantFrom("metadata", "spec", "status", "endpoints", "ports", "data", "type", "keys"),
        field,
      ),
      fc.option(
        fc.record({ name: field, namespace: field, labels: field, ownerReferences: field }),
      ),
    );
    const good = object("v1", "ServiceAccount", "good", {});
    fc.assert(
      fc.property(fc.array(nonsense, { maxLength: 6 }), (drawn) => {
        const changes = drawn.map(([gvk, fields, metadata]): Change => {
          const cut = gvk.lastIndexOf("/");
          const [apiVersion, kind] = [gvk.slice(0, cut), gvk.slice(cut + 1)];
          return {
            type: "put",
            object: { ...fields, ...(metadata && { metadata }), apiVersion, kind },
          };
        });
        const { snapshot } = run([...changes, { type: "put", object: good }]);
        expect(snapshot.resources.has("east/ServiceAccount/shop/good")).toBe(true);
        for (const [key, resource] of snapshot.resources) expect(key).toBe(refKey(refOf(resource)));
      }),
      { numRuns: 500 },
    );
  });
});

it("takes in 1000 pods and 500 services in well under 300 ms", () => {
  const pods = Array.from({ length: 1000 }, (_, i) => ({
    ...object("v1", "Pod", `app-${i % 250}-h1-${i}`, {
      generateName: "g-",
      labels: { app: `app-${i % 250}`, version: "v1", "pod-template-hash": "h1" },
      ownerReferences: owner("ReplicaSet", `app-${i % 250}-h1`),
    }),
    spec: { containers: [{ name: "app" }, { name: "istio-proxy" }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  }));
  const services = Array.from({ length: 500 }, (_, i) => ({
    ...object("v1", "Service", `app-${i}`, {}),
    spec: { selector: { app: `app-${i}` }, ports: [{ name: "http", port: 80 }] },
  }));
  const all = [...pods, ...services].map((o): Change => ({ type: "put", object: o }));
  // Time of the processor, and the best of five: the machine may be busy with other tests.
  const spentMs = Math.min(
    ...Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      expect(run(all).snapshot.resources.size).toBe(750);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    }),
  );
  expect(spentMs).toBeLessThan(300);
});
