import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffJson } from "../../manifest/diff-json";
import { applyChange, applyChanges, equalJson } from "../../manifest/field-change";
import type { FieldChange, Json, JsonObject } from "../../manifest/json";
import { jsonObject, routeObject } from "../../manifest/testing/json-arbitraries";
import { anchorChange, placeChange } from "./place-change";

const rule = (name: string, ...weights: number[]): Json => ({
  name,
  route: weights.map((weight, i) => ({
    destination: { host: "reviews", subset: `v${i + 1}` },
    weight,
  })),
});
const vs = (...http: Json[]): JsonObject => ({ spec: { http } });
const dr = (...names: string[]): JsonObject => ({
  spec: { host: "reviews", subsets: names.map((name) => ({ name, labels: { version: name } })) },
});
const weight = (http: number, route: number, was: number, to: number): FieldChange => ({
  op: "set",
  path: ["spec", "http", http, "route", route, "weight"],
  was,
  to,
});
const subset = (name: string, at: number): FieldChange => ({
  op: "insert",
  path: ["spec", "subsets", at],
  to: { name, labels: { version: name } },
});
const place = (from: JsonObject, change: FieldChange, to: JsonObject) => {
  const placed = placeChange(to, anchorChange(from, change));
  if (!placed.ok) return placed.error;
  return placed.value === null ? "already so" : placed.value.path.slice(1).join(".");
};
const [one, two] = [rule("one", 90, 10), rule("two", 70, 30)];
const byMatch = (prefix: string, timeout: string): Json => ({
  match: [{ uri: { prefix } }],
  timeout,
});

describe("placeChange", () => {
  it.each<{
    says: string;
    from: JsonObject;
    change: FieldChange;
    to: JsonObject;
    expected: string;
  }>([
    {
      says: "where it was",
      from: vs(one, two),
      change: weight(1, 0, 70, 50),
      to: vs(one, two),
      expected: "http.1.route.0.weight",
    },
    {
      says: "a rule came in front",
      from: vs(one),
      change: weight(0, 0, 90, 50),
      to: vs(two, one),
      expected: "http.1.route.0.weight",
    },
    {
      says: "destinations changed places",
      from: vs(one),
      change: weight(0, 1, 10, 50),
      to: vs({
        name: "one",
        route: [
          { destination: { host: "reviews", subset: "v2" }, weight: 10 },
          { destination: { host: "reviews", subset: "v1" }, weight: 90 },
        ],
      }),
      expected: "http.0.route.0.weight",
    },
    {
      says: "the rule is gone, another has the same weight there",
      from: vs(one),
      change: weight(0, 0, 90, 50),
      to: vs(rule("new", 90, 10)),
      expected: "path-gone",
    },
    {
      says: "the weight is another one",
      from: vs(one),
      change: weight(0, 0, 90, 50),
      to: vs(rule("one", 80, 20)),
      expected: "changed-elsewhere",
    },
    {
      says: "somebody has set the same weight",
      from: vs(one),
      change: weight(0, 0, 90, 50),
      to: vs(rule("one", 50, 50)),
      expected: "already so",
    },
    {
      says: "rules without names are known by what they match",
      from: vs(byMatch("/a", "1s"), byMatch("/b", "1s")),
      change: { op: "set", path: ["spec", "http", 1, "timeout"], was: "1s", to: "2s" },
      to: vs(byMatch("/b", "1s")),
      expected: "http.0.timeout",
    },
    {
      says: "twins keep their order",
      from: vs(byMatch("/a", "1s"), byMatch("/a", "2s")),
      change: { op: "set", path: ["spec", "http", 1, "timeout"], was: "2s", to: "3s" },
      to: vs(two, byMatch("/a", "1s"), byMatch("/a", "2s")),
      expected: "http.2.timeout",
    },
    {
      says: "a third twin: nobody can tell which was meant",
      from: vs(byMatch("/a", "1s")),
      change: { op: "set", path: ["spec", "http", 0, "timeout"], was: "1s", to: "3s" },
      to: vs(byMatch("/a", "1s"), byMatch("/a", "1s")),
      expected: "path-gone",
    },
    {
      says: "a subset is appended to a longer list",
      from: dr("v1"),
      change: subset("v2", 1),
      to: dr("v1", "v3"),
      expected: "subsets.2",
    },
    {
      says: "the subset is there",
      from: dr("v1"),
      change: subset("v2", 1),
      to: dr("v2", "v1"),
      expected: "already so",
    },
    {
      says: "a subset of the name is there, with other labels",
      from: dr("v1"),
      change: subset("v2", 1),
      to: {
        spec: {
          host: "reviews",
          subsets: [{ name: "v1" }, { name: "v2", labels: { track: "new" } }],
        },
      },
      expected: "changed-elsewhere",
    },
    {
      says: "a rule between two that are still neighbours",
      from: vs(one, two),
      change: { op: "insert", path: ["spec", "http", 1], to: rule("mid", 100) },
      to: vs(rule("zero", 100), one, two),
      expected: "http.2",
    },
    {
      says: "a rule between two that are neighbours no more",
      from: vs(one, two),
      change: { op: "insert", path: ["spec", "http", 1], to: rule("mid", 100) },
      to: vs(one, rule("zero", 100), two),
      expected: "changed-elsewhere",
    },
    {
      says: "the subset to be removed moved",
      from: dr("v1", "v2"),
      change: {
        op: "remove",
        path: ["spec", "subsets", 1],
        was: { name: "v2", labels: { version: "v2" } },
      },
      to: dr("v0", "v1", "v2"),
      expected: "subsets.2",
    },
    {
      says: "the subset to be removed is gone",
      from: dr("v1", "v2"),
      change: {
        op: "remove",
        path: ["spec", "subsets", 1],
        was: { name: "v2", labels: { version: "v2" } },
      },
      to: dr("v1"),
      expected: "already so",
    },
    {
      says: "the subset to be removed has changed",
      from: dr("v1"),
      change: {
        op: "remove",
        path: ["spec", "subsets", 0],
        was: { name: "v1", labels: { version: "v1" } },
      },
      to: { spec: { subsets: [{ name: "v1" }] } },
      expected: "changed-elsewhere",
    },
    {
      says: "the field that it adds has another value",
      from: vs({ name: "one" }),
      change: { op: "set", path: ["spec", "http", 0, "timeout"], to: "1s" },
      to: vs({ name: "one", timeout: "9s" }),
      expected: "changed-elsewhere",
    },
    {
      says: "the field that it removes is gone",
      from: vs({ name: "one", timeout: "1s" }),
      change: { op: "remove", path: ["spec", "http", 0, "timeout"], was: "1s" },
      to: vs(two, { name: "one" }),
      expected: "already so",
    },
    {
      says: "the list is gone",
      from: vs(one),
      change: weight(0, 0, 90, 50),
      to: { spec: {} },
      expected: "path-gone",
    },
  ])("$says: $expected", ({ from, change, to, expected }) => {
    expect(place(from, change, to)).toBe(expected);
  });

  it("takes a change without anchors by its indices", () => {
    const placed = placeChange(vs(two, rule("one", 90)), weight(1, 0, 90, 1));
    expect(placed).toEqual({ ok: true, value: weight(1, 0, 90, 1) });
  });

  it("is the identity on the value that a change was made on", () => {
    const pair = fc.oneof(fc.tuple(jsonObject, jsonObject), fc.tuple(routeObject, routeObject));
    fc.assert(
      fc.property(pair, ([before, after]) => {
        let at = before;
        for (const change of diffJson(before, after)) {
          const placed = placeChange(at, anchorChange(at, change));
          expect(placed).toEqual({ ok: true, value: change });
          const next = applyChange(at, change);
          if (!next.ok) throw new Error(next.error.code);
          at = next.value;
        }
        expect(equalJson(at, after)).toBe(true);
      }),
    );
  });

  it("finds items that have names of their own in whatever order they stand", () => {
    const names = fc.shuffledSubarray(["a", "b", "c", "d", "e"], { minLength: 1 });
    fc.assert(
      fc.property(names, fc.nat(), (order, n) => {
        const from = dr(...order);
        const index = n % order.length;
        const name = order[index] ?? "";
        const change: FieldChange = {
          op: "set",
          path: ["spec", "subsets", index, "labels", "version"],
          was: name,
          to: "new",
        };
        const to = dr(...order.toReversed());
        const placed = placeChange(to, anchorChange(from, change));
        if (!placed.ok || placed.value === null) throw new Error("not placed");
        const after = applyChanges(to, [placed.value]);
        expect(after.ok && JSON.stringify(after.value)).toContain(
          `{"name":"${name}","labels":{"version":"new"}}`,
        );
      }),
    );
  });
});
