import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { ObjectChange } from "../change-set";
import { applyAll, changeBetween, lineOf } from "../testing/objects";
import { meshChanges as between, dr, root, se, soundMesh, vs } from "../testing/sound-mesh";
import { gapsOf } from "./gaps";
import { orderChanges } from "./order-changes";

const bound = (gateway: string): JsonObject => ({
  ...vs("web", "web"),
  gateways: [gateway, "mesh"],
});
const route = (parent: Json, ...backends: Json[]): JsonObject => ({
  parentRefs: [parent],
  rules: [{ backendRefs: backends }],
});
const listeners = (...names: string[]): JsonObject => ({
  listeners: names.map((name, i) => ({ name, port: 80 + i, protocol: "HTTP" })),
});
const grant: JsonObject = {
  from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop" }],
  to: [{ group: "", kind: "Service" }],
};
const jwtPolicy: JsonObject = { rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] };

type Row = readonly [at: string, before: JsonObject | null, after: JsonObject | null];
const changesOf = (rows: readonly Row[]) => rows.map((row) => changeBetween(...row));

describe("orderChanges", () => {
  it.each<{ says: string; rows: readonly Row[]; expected: readonly string[] }>([
    {
      says: "a subset comes before the route to it",
      rows: [
        ["VS shop/reviews", null, vs("reviews", "reviews/v1")],
        ["DR shop/reviews", null, dr("reviews", "v1")],
      ],
      expected: ["+ DR shop/reviews", "(wait) + VS shop/reviews"],
    },
    {
      says: "a subset is added for a route elsewhere that names the host in full",
      rows: [
        ["VS web/reviews", vs("x", "x"), vs("x", "reviews.shop.svc.cluster.local/v2")],
        ["DR shop/reviews", dr("reviews", "v1"), dr("reviews", "v1", "v2")],
      ],
      expected: ["~ DR shop/reviews", "(wait) ~ VS web/reviews"],
    },
    {
      says: "the route goes before the subset",
      rows: [
        ["DR shop/reviews", dr("reviews", "v1"), null],
        ["VS shop/reviews", vs("reviews", "reviews/v1"), null],
      ],
      expected: ["- VS shop/reviews", "(wait) - DR shop/reviews"],
    },
    {
      says: "a subset is exchanged for another one in two writes",
      rows: [
        ["VS shop/reviews", vs("reviews", "reviews/v1"), vs("reviews", "reviews/v2")],
        ["DR shop/reviews", dr("reviews", "v1"), dr("reviews", "v2")],
      ],
      expected: ["~ DR shop/reviews", "(wait) ~ VS shop/reviews", "(wait) ~ DR shop/reviews"],
    },
    {
      says: "no second write where the two routes are not the same",
      rows: [
        ["VS shop/old", vs("reviews", "reviews/v1"), null],
        ["VS shop/new", null, vs("reviews", "reviews/v2")],
        ["DR shop/reviews", dr("reviews", "v1"), dr("reviews", "v2")],
      ],
      expected: ["- VS shop/old", "(wait) ~ DR shop/reviews", "(wait) + VS shop/new"],
    },
    {
      says: "a host, its rule and its route",
      rows: [
        ["VS shop/pay", null, vs("api.pay.example", "api.pay.example/v1")],
        ["DR shop/pay", null, dr("*.pay.example", "v1")],
        ["SE shop/pay", null, se("*.pay.example")],
      ],
      expected: ["+ SE shop/pay", "(wait) + DR shop/pay", "(wait) + VS shop/pay"],
    },
    {
      says: "a gateway before what is bound to it",
      rows: [
        ["VS shop/web", null, bound("edge/main")],
        ["GW edge/main", null, {}],
      ],
      expected: ["+ GW edge/main", "+ VS shop/web"],
    },
    {
      says: "a delegate before its root",
      rows: [
        ["VS shop/a", null, root("z")],
        ["VS shop/z", null, { http: [] }],
      ],
      expected: ["+ VS shop/z", "+ VS shop/a"],
    },
    {
      says: "leave before the reference that needs it",
      rows: [
        [
          "HR shop/web",
          null,
          route({ name: "edge" }, { name: "api", namespace: "data", port: 80 }),
        ],
        ["RG data/shop", null, grant],
      ],
      expected: ["+ RG data/shop", "(wait) + HR shop/web"],
    },
    {
      says: "a listener is exchanged for another one in two writes",
      rows: [
        [
          "HR shop/web",
          route({ name: "edge", sectionName: "a" }),
          route({ name: "edge", sectionName: "b" }),
        ],
        ["KG shop/edge", listeners("a"), listeners("b")],
      ],
      expected: ["~ KG shop/edge", "~ HR shop/web", "~ KG shop/edge"],
    },
    {
      says: "a subset moves from one rule to another",
      rows: [
        ["DR shop/a", dr("reviews", "v1"), null],
        ["DR shop/b", null, dr("reviews", "v1")],
      ],
      expected: ["+ DR shop/b", "- DR shop/a"],
    },
    {
      says: "a rule gives a subset to another one, for routes that the set does not name",
      rows: [
        ["DR shop/a", dr("reviews", "v1", "v2"), dr("reviews", "v2")],
        ["DR shop/b", null, dr("reviews", "v1")],
      ],
      expected: ["+ DR shop/b", "~ DR shop/a"],
    },
    {
      says: "identities before the policy that asks for them, and it before the mode of mTLS",
      rows: [
        ["PA shop/default", null, { mtls: { mode: "STRICT" } }],
        ["AP shop/jwt", null, jwtPolicy],
        ["RA shop/jwt", null, { jwtRules: [{ issuer: "x" }] }],
      ],
      expected: ["+ RA shop/jwt", "(wait) + AP shop/jwt", "(wait) + PA shop/default"],
    },
    {
      says: "removed the other way round",
      rows: [
        ["RA shop/jwt", { jwtRules: [{ issuer: "x" }] }, null],
        ["AP shop/jwt", jwtPolicy, null],
        ["PA shop/default", { mtls: { mode: "STRICT" } }, null],
      ],
      expected: ["- PA shop/default", "(wait) - AP shop/jwt", "(wait) - RA shop/jwt"],
    },
    {
      says: "one wait for many",
      rows: [
        ["VS shop/a", null, vs("a", "a/v1")],
        ["VS shop/b", null, vs("b", "b/v1")],
        ["DR shop/a", null, dr("a", "v1")],
        ["DR shop/b", null, dr("b", "v1")],
      ],
      expected: ["+ DR shop/a", "+ DR shop/b", "(wait) + VS shop/a", "+ VS shop/b"],
    },
    {
      says: "what does not refer to each other does not wait",
      rows: [
        ["VS shop/a", vs("a", "a/v1"), vs("a", "a/v1", "b")],
        ["DR shop/a", dr("a", "v1"), { ...dr("a", "v1"), trafficPolicy: {} }],
      ],
      expected: ["~ DR shop/a", "~ VS shop/a"],
    },
  ])("$says", ({ rows, expected }) => {
    const ordered = orderChanges(changesOf(rows));
    expect(ordered.map(lineOf)).toEqual(expected);
    expect(gapsOf(ordered)).toEqual([]);
    expect(orderChanges(changesOf(rows.toReversed()))).toEqual(ordered);
  });

  it("adds and nothing else in the first of two writes", () => {
    const before = { ...dr("reviews", "v1"), trafficPolicy: { a: 1 } };
    const after = { ...dr("reviews", "v2"), trafficPolicy: { a: 2 } };
    const [first, , last] = orderChanges(
      changesOf([
        ["VS shop/reviews", vs("reviews", "reviews/v1"), vs("reviews", "reviews/v2")],
        ["DR shop/reviews", before, after],
      ]),
    );
    if (first?.type !== "update" || last?.type !== "update") throw new Error("not split");
    expect(first.after["spec"]).toEqual({ ...dr("reviews", "v1", "v2"), trafficPolicy: { a: 1 } });
    expect(first.text).toContain("name: v2");
    expect(last.before).toEqual(first.after);
    expect(last.after["spec"]).toEqual(after);
  });

  it("says what is missing when no order is sound", () => {
    const ordered = orderChanges(
      changesOf([
        ["VS shop/web", vs("web", "old/v1"), vs("web", "new/v1")],
        ["DR shop/web", dr("old", "v1"), dr("new", "v1")],
      ]),
    );
    expect(ordered.map(lineOf)).toEqual(["~ DR shop/web", "(wait) ~ VS shop/web"]);
    expect(gapsOf(ordered).map((gap) => `${gap.after} ${gap.ref.name} ${gap.need}`)).toEqual([
      "1 web subset v1 | old.shop.svc.cluster.local",
    ]);
  });

  it("does not give a host the endpoints of another one for a while", () => {
    const ordered = orderChanges(
      changesOf([
        ["VS shop/web", vs("web", "old.example"), vs("web", "new.example")],
        ["SE shop/web", se("old.example"), { ...se("new.example"), location: "MESH_INTERNAL" }],
      ]),
    );
    expect(ordered.map(lineOf)).toEqual(["~ SE shop/web", "(wait) ~ VS shop/web"]);
    expect(gapsOf(ordered)).toHaveLength(1);
  });
});

describe("laws of the order", () => {
  it("leaves no reference to something that is not there, whatever the prefix", () => {
    fc.assert(
      fc.property(soundMesh, soundMesh, (before, after) => {
        const ordered = orderChanges(between(before, after));
        expect(gapsOf(ordered).map((g) => `${g.after} ${g.need}`)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it("leaves none on the way back either", () => {
    fc.assert(
      fc.property(soundMesh, soundMesh, (before, after) => {
        const back = orderChanges(between(before, after))
          .toReversed()
          .map((c): ObjectChange => {
            if (c.type === "create")
              return { type: "remove", ref: c.ref, before: c.after, uid: "", resourceVersion: "" };
            if (c.type === "remove")
              return { type: "create", ref: c.ref, after: c.before, text: "" };
            return { ...c, before: c.after, after: c.before };
          });
        expect(gapsOf(back)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("comes to the same objects, in at most two writes of each, in whatever order the changes are given", () => {
    fc.assert(
      fc.property(soundMesh, soundMesh, fc.nat(), (before, after, turn) => {
        const changes = between(before, after);
        const at = turn % Math.max(1, changes.length);
        const ordered = orderChanges(changes);
        expect(orderChanges([...changes.slice(at), ...changes.slice(0, at)])).toEqual(ordered);
        const base = new Map(
          changes.flatMap((c) => (c.type === "create" ? [] : [[refKey(c.ref), c.before] as const])),
        );
        const end = new Map(
          changes.flatMap((c) => (c.type === "remove" ? [] : [[refKey(c.ref), c.after] as const])),
        );
        expect(Object.fromEntries(applyAll(base, ordered))).toEqual(Object.fromEntries(end));
        expect(ordered.length).toBeLessThanOrEqual(2 * changes.length);
      }),
      { numRuns: 300 },
    );
  });
});
