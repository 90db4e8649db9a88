import { describe, expect, it } from "vitest";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { fieldsV1, keysOf, leavesOf } from "./field-leaves";
import { applyAs, broughtBy, conflictSentence, type Managed, updateAs } from "./managed";

const time = "2026-03-02T16:42:00Z";
const by = (manager: string) => ({ manager, time });

const virtualService = (spec: RawObject, labels?: RawObject): RawObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "x", namespace: "shop", ...(labels && { labels }) },
  spec,
});

const gateway = (...listeners: readonly RawObject[]): RawObject => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "g", namespace: "shop" },
  spec: { gatewayClassName: "istio", listeners },
});

const http = { name: "http", port: 80, protocol: "HTTP" };
const two = { name: "two", port: 81, protocol: "HTTP" };

/** `kubectl Update .spec.hosts` */
const managers = ({ entries }: Managed): readonly string[] =>
  entries.map((e) => `${e.manager} ${e.operation} ${JSON.stringify(fieldsV1(e.fields)["f:spec"])}`);

const forced = (before: Managed | null, object: RawObject, manager: string): Managed => {
  const applied = applyAs(before, object, by(manager), true);
  if (!applied.ok) throw new Error("a conflict in spite of force");
  return applied.value;
};

describe("fields", () => {
  it("are those that an API server names: lists whole, items of a map list one by one", () => {
    expect(
      fieldsV1(leavesOf(virtualService({ hosts: ["a"], http: [{}] }, { "a.b/c": "d" })).keys()),
    ).toEqual({
      "f:metadata": { "f:labels": { "f:a.b/c": {} } },
      "f:spec": { "f:hosts": {}, "f:http": {} },
    });
    expect(fieldsV1(leavesOf(gateway(http)).keys())).toEqual({
      "f:spec": {
        "f:gatewayClassName": {},
        "f:listeners": {
          'k:{"name":"http"}': { ".": {}, "f:name": {}, "f:port": {}, "f:protocol": {} },
        },
      },
    });
  });

  it("read back as they were written", () => {
    const keys = new Set(leavesOf(gateway(http, two)).keys());
    expect(keysOf(fieldsV1(keys))).toEqual(keys);
  });
});

describe("an update", () => {
  it("takes what it changes, and leaves what it does not", () => {
    const before = broughtBy(virtualService({ hosts: ["a"], http: [1] }), by("kubectl-create"));
    const after = updateAs(before, virtualService({ hosts: ["a"], http: [2] }), by("kubectl-edit"));
    expect(managers(after)).toEqual([
      'kubectl-create Update {"f:hosts":{}}',
      'kubectl-edit Update {"f:http":{}}',
    ]);
  });

  it("that removes a field owns nothing of it", () => {
    const before = broughtBy(virtualService({ hosts: ["a"], http: [1] }), by("kubectl-create"));
    const after = updateAs(before, virtualService({ hosts: ["a"] }), by("kubectl-edit"));
    expect(managers(after)).toEqual(['kubectl-create Update {"f:hosts":{}}']);
  });

  it("that changes nothing is no write", () => {
    const before = broughtBy(virtualService({ hosts: ["a"] }), by("kubectl-create"));
    expect(updateAs(before, before.object, by("kubectl-edit")).entries).toBe(before.entries);
  });
});

describe("an apply", () => {
  it("shares what is equal, and is refused where it differs", () => {
    const before = broughtBy(gateway(http, two), by("kubectl"));
    const same = applyAs(before, gateway(http), by("heddle"), false);
    expect(same.ok && managers(same.value)).toHaveLength(2);
    const other = applyAs(before, gateway({ ...two, port: 82 }), by("heddle"), false);
    expect(other).toEqual({
      ok: false,
      error: [
        { manager: "kubectl", operation: "Update", field: '.spec.listeners[name="two"].port' },
      ],
    });
  });

  it("by force changes one item and leaves the others", () => {
    const before = broughtBy(gateway(http, two), by("kubectl"));
    const after = forced(before, gateway({ ...two, port: 82 }), "heddle");
    expect(after.object).toEqual(gateway(http, { ...two, port: 82 }));
  });

  it("takes away an item that it alone stated, and no item of others", () => {
    const mine = forced(broughtBy(gateway(http), by("kubectl")), gateway(two), "heddle");
    expect(mine.object).toEqual(gateway(http, two));
    expect(forced(mine, gateway(), "heddle").object).toEqual(gateway(http));
  });

  it("takes away a map that is empty for it", () => {
    const before = forced(
      null,
      virtualService({ hosts: ["a"], deep: { down: { x: 1 } } }),
      "heddle",
    );
    expect(forced(before, virtualService({ hosts: ["a"] }), "heddle").object).toEqual(
      virtualService({ hosts: ["a"] }),
    );
  });

  it("that states the same again is no write", () => {
    const before = forced(null, virtualService({ hosts: ["a"] }), "heddle");
    expect(forced(before, virtualService({ hosts: ["a"] }), "heddle")).toBe(before);
  });
});

// As an API server 1.35 says it.
it.each([
  [
    [{ manager: "argocd-controller", operation: "Apply", field: ".spec.hosts" }],
    'Apply failed with 1 conflict: conflict with "argocd-controller": .spec.hosts',
  ],
  [
    [
      { manager: "kubectl", operation: "Update", field: ".spec.hosts" },
      { manager: "kubectl", operation: "Update", field: ".spec.http" },
    ],
    'Apply failed with 2 conflicts: conflicts with "kubectl" using networking.istio.io/v1:\n- .spec.hosts\n- .spec.http',
  ],
])("conflicts read as the server words them", (conflicts, sentence) => {
  expect(conflictSentence(conflicts, "networking.istio.io/v1")).toBe(sentence);
});
