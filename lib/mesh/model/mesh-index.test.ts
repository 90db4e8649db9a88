import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createInventory, type RawObject } from "./inventory";
import { indexSnapshot, type MeshIndex, selects } from "./mesh-index";
import type { ServiceResource, WorkloadResource } from "./resource";
import { advance, emptySnapshot, type MeshEvent } from "./snapshot";

const raw = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
  meta: object = {},
) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "shop", ...meta },
  ...rest,
});
const service = (name: string, selector: object | null) =>
  raw("v1", "Service", name, { spec: selector === null ? {} : { selector } });
const deployment = (name: string, labels: object) =>
  raw("apps/v1", "Deployment", name, { spec: { template: { metadata: { labels } } } });
const pod = (name: string, owner: string, labels: object) =>
  raw(
    "v1",
    "Pod",
    name,
    {},
    {
      generateName: "g-",
      labels,
      ownerReferences: [{ kind: "StatefulSet", name: owner, controller: true }],
    },
  );
const slice = (name: string, of: string, pods: readonly string[]) =>
  raw(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    name,
    { endpoints: pods.map((p) => ({ targetRef: { kind: "Pod", name: p } })) },
    { labels: { "kubernetes.io/service-name": of } },
  );

const indexOf = (objects: readonly RawObject[], cluster = "east"): MeshIndex => {
  const inventory = createInventory(cluster);
  return indexSnapshot(
    advance(
      emptySnapshot,
      objects.flatMap((o) => inventory.put(o)),
    ),
  );
};

const found = <T>(value: T | null): T => {
  if (value === null) throw new Error("not found");
  return value;
};
const names = (list: readonly { readonly meta: { readonly name: string } }[]) =>
  list.map((r) => r.meta.name);
const behind = (index: MeshIndex, name: string) =>
  names(index.workloadsBehind(found(index.find("Service", "east", "shop", name))));
const servicesOf = (index: MeshIndex, name: string) =>
  names(index.servicesOf(found(index.find("Workload", "east", "shop", name))));

describe("selects", () => {
  // source: kubernetes core/v1 ServiceSpec.selector
  it.each([
    [{ app: "a" }, { app: "a", version: "v1" }, true],
    [{ app: "a", version: "v2" }, { app: "a", version: "v1" }, false],
    [{ app: "a" }, {}, false],
    [{}, { app: "a" }, false],
    [null, { app: "a" }, false],
  ])("%j on %j: %s", (selector, labels, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});

describe("services and workloads", () => {
  const index = indexOf([
    service("reviews", { app: "reviews" }),
    service("reviews-v2", { app: "reviews", version: "v2" }),
    service("dead", { app: "gone" }),
    service("kafka-0", { "statefulset.kubernetes.io/pod-name": "kafka-0" }),
    service("by-hand", null),
    deployment("reviews-v2", { app: "reviews", version: "v2" }),
    deployment("reviews-v1", { app: "reviews", version: "v1" }),
    pod("kafka-0", "kafka", { app: "kafka", "statefulset.kubernetes.io/pod-name": "kafka-0" }),
    pod("kafka-1", "kafka", { app: "kafka", "statefulset.kubernetes.io/pod-name": "kafka-1" }),
    slice("k", "kafka-0", ["kafka-0"]),
    slice("h", "by-hand", ["kafka-1", "not-here"]),
  ]);

  it.each([
    ["reviews", ["reviews-v1", "reviews-v2"]],
    ["reviews-v2", ["reviews-v2"]],
    ["dead", []],
    // One pod of many: its label is not shared, its slice names it.
    ["kafka-0", ["kafka"]],
    ["by-hand", ["kafka"]],
  ])("behind %s: %j", (name, expected) => {
    expect(behind(index, name)).toEqual(expected);
  });

  it.each([
    ["reviews-v2", ["reviews", "reviews-v2"]],
    ["kafka", ["by-hand", "kafka-0"]],
  ])("services of %s: %j", (name, expected) => {
    expect(servicesOf(index, name)).toEqual(expected);
  });

  it("finds by kind and place, and nothing elsewhere", () => {
    expect(names(index.inNamespace("Workload", "east", "shop"))).toEqual([
      "kafka",
      "reviews-v1",
      "reviews-v2",
    ]);
    expect(index.all("EndpointSlice")).toHaveLength(2);
    expect(index.find("Service", "west", "shop", "reviews")).toBeNull();
    expect(index.inNamespace("Service", "east", "other")).toEqual([]);
    expect(index.clusters).toEqual(["east"]);
  });
});

it("agrees with looking at every pair", () => {
  const labels = fc.dictionary(fc.constantFrom("app", "version"), fc.constantFrom("a", "b"));
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 6 }), fc.array(labels, { maxLength: 6 }), (w, s) => {
      const index = indexOf([
        ...w.map((l, i) => deployment(`w${i}`, l)),
        ...s.map((l, i) => service(`s${i}`, l)),
      ]);
      const pairs = (of: (s: ServiceResource, w: WorkloadResource) => boolean) =>
        index.all("Service").map((one) => index.all("Workload").filter((other) => of(one, other)));
      const plain = pairs((one, other) => selects(one.selector, other.podLabels));
      expect(pairs((one, other) => index.workloadsBehind(one).includes(other))).toEqual(plain);
      expect(pairs((one, other) => index.servicesOf(other).includes(one))).toEqual(plain);
    }),
  );
});

it("stays linear: reads of labels grow with the objects, not with their pairs", () => {
  let reads = 0;
  const counting = <T extends object>(labels: T): T =>
    new Proxy(labels, {
      get(target, key) {
        reads += 1;
        return Reflect.get(target, key);
      },
    });
  const size = 2_000;
  const objects = Array.from({ length: size }, (_, i) => i).flatMap((i) => [
    service(`s${i}`, { team: "pay", app: `a${i}` }),
    deployment(`w${i}`, { team: "pay", app: `a${i}` }),
  ]);
  const inventory = createInventory("east");
  const events = objects.flatMap((o) => inventory.put(o));
  const counted = events.map((event): MeshEvent => {
    if (event.type === "delete" || event.resource.kind !== "Workload") return event;
    const { resource } = event;
    return { type: "put", resource: { ...resource, podLabels: counting(resource.podLabels) } };
  });
  const index = indexSnapshot(advance(emptySnapshot, counted));
  const linked = index.all("Workload").reduce((sum, w) => sum + index.servicesOf(w).length, 0);
  expect(linked).toBe(size);
  expect(reads).toBeLessThan(10 * size);
});
