import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffJson } from "./diff-json";
import { applyChange, applyChanges, equalJson, invertChange, valueAt } from "./field-change";
import type { FieldChange, Json, JsonObject } from "./json";
import { jsonObject, routeObject } from "./testing/json-arbitraries";

const folded = (value: JsonObject, changes: readonly FieldChange[]): JsonObject => {
  const result = applyChanges(value, changes);
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.change)}`);
  return result.value;
};

const inverse = (changes: readonly FieldChange[]) => changes.map(invertChange).toReversed();

describe("valueAt", () => {
  const value: JsonObject = { spec: { http: [{ name: "a" }], "0": "key", constructor: null } };
  it.each<[FieldChange["path"], Json | undefined]>([
    [[], value],
    [["spec", "http", 0, "name"], "a"],
    [["spec", "http", 1], undefined],
    [["spec", "http", "0"], undefined],
    [["spec", 0], undefined],
    [["spec", "0"], "key"],
    [["spec", "constructor"], null],
    [["spec", "toString"], undefined],
    [["spec", "constructor", "x"], undefined],
  ])("%j is %j", (path, expected) => {
    expect(valueAt(value, path)).toEqual(expected);
  });
});

describe("applyChange", () => {
  const value: JsonObject = { a: 1, list: ["x", "y"], deep: { b: null } };
  it.each<[FieldChange, JsonObject | string]>([
    [
      { op: "set", path: ["a"], was: 1, to: 2 },
      { ...value, a: 2 },
    ],
    [{ op: "set", path: ["a"], was: 3, to: 2 }, "changed-elsewhere"],
    [{ op: "set", path: ["a"], to: 2 }, "exists-already"],
    [{ op: "set", path: ["b"], was: 1, to: 2 }, "path-gone"],
    [
      { op: "set", path: ["b"], to: 2 },
      { ...value, b: 2 },
    ],
    [{ op: "set", path: ["b", "c"], to: 2 }, "path-gone"],
    [
      { op: "set", path: ["deep", "b"], was: null, to: 2 },
      { ...value, deep: { b: 2 } },
    ],
    [{ op: "set", path: ["deep", "b", "c"], to: 2 }, "path-gone"],
    [
      { op: "set", path: ["list", 1], was: "y", to: "z" },
      { ...value, list: ["x", "z"] },
    ],
    [{ op: "set", path: ["list", 2], to: "z" }, "path-gone"],
    [{ op: "set", path: ["list", "k"], to: "z" }, "path-gone"],
    [{ op: "set", path: ["deep", 0], to: "z" }, "path-gone"],
    [{ op: "set", path: [], was: value, to: {} }, {}],
    [{ op: "set", path: [], was: value, to: 1 }, "path-gone"],
    [{ op: "set", path: [], was: {}, to: {} }, "changed-elsewhere"],
    [
      { op: "remove", path: ["a"], was: 1 },
      { list: ["x", "y"], deep: { b: null } },
    ],
    [{ op: "remove", path: ["a"], was: 2 }, "changed-elsewhere"],
    [{ op: "remove", path: ["toString"], was: 2 }, "path-gone"],
    [
      { op: "remove", path: ["list", 0], was: "x" },
      { ...value, list: ["y"] },
    ],
    [{ op: "remove", path: [], was: value }, "path-gone"],
    [
      { op: "insert", path: ["list", 0], to: "w" },
      { ...value, list: ["w", "x", "y"] },
    ],
    [
      { op: "insert", path: ["list", 2], to: "z" },
      { ...value, list: ["x", "y", "z"] },
    ],
    [{ op: "insert", path: ["list", 3], to: "z" }, "path-gone"],
    [{ op: "insert", path: ["list", -1], to: "z" }, "path-gone"],
    [{ op: "insert", path: ["deep", 0], to: "z" }, "path-gone"],
    [{ op: "insert", path: ["deep", "k"], to: "z" }, "path-gone"],
  ])("%j", (change, expected) => {
    const result = applyChange(value, change);
    expect(result.ok ? result.value : result.error.code).toEqual(expected);
  });
});

describe("diffJson", () => {
  const route = (subset: string, weight: number) => ({
    destination: { host: "reviews", subset },
    weight,
  });
  it.each<[string, readonly Json[], readonly Json[], readonly FieldChange[]]>([
    [
      "a weight that moved",
      [route("v1", 90), route("v2", 10)],
      [route("v1", 50), route("v2", 50)],
      [
        { op: "set", path: ["l", 0, "weight"], was: 90, to: 50 },
        { op: "set", path: ["l", 1, "weight"], was: 10, to: 50 },
      ],
    ],
    [
      "a destination put in front, the next one's weight changed",
      [route("v1", 100)],
      [route("v0", 20), route("v1", 80)],
      [
        { op: "insert", path: ["l", 0], to: route("v0", 20) },
        { op: "set", path: ["l", 1, "weight"], was: 100, to: 80 },
      ],
    ],
    [
      "a destination gone, the other takes all",
      [route("v1", 90), route("v2", 10)],
      [route("v2", 100)],
      [
        { op: "remove", path: ["l", 0], was: route("v1", 90) },
        { op: "set", path: ["l", 0, "weight"], was: 10, to: 100 },
      ],
    ],
    [
      "another subset, in place",
      [route("v1", 90), route("v2", 10)],
      [route("v1", 90), route("v3", 10)],
      [{ op: "set", path: ["l", 1, "destination", "subset"], was: "v2", to: "v3" }],
    ],
    [
      "one host of several",
      ["a", "b", "c"],
      ["a", "x", "c"],
      [{ op: "set", path: ["l", 1], was: "b", to: "x" }],
    ],
    [
      "rules without names: the one that resembles is the one that changed",
      [
        { match: [1], route: ["r"] },
        { route: ["s"], timeout: "1s" },
      ],
      [{ redirect: {} }, { match: [1], route: ["q"] }, { route: ["s"], timeout: "2s" }],
      [
        { op: "insert", path: ["l", 0], to: { redirect: {} } },
        { op: "set", path: ["l", 1, "route", 0], was: "r", to: "q" },
        { op: "set", path: ["l", 2, "timeout"], was: "1s", to: "2s" },
      ],
    ],
  ])("%s", (_, before, to, expected) => {
    expect(diffJson({ l: before }, { l: to })).toEqual(expected);
  });

  it("leads from the one to the other, and back", () => {
    const pair = fc.oneof(fc.tuple(jsonObject, jsonObject), fc.tuple(routeObject, routeObject));
    fc.assert(
      fc.property(pair, ([before, to]) => {
        const changes = diffJson(before, to);
        expect(equalJson(folded(before, changes), to)).toBe(true);
        expect(equalJson(folded(to, inverse(changes)), before)).toBe(true);
      }),
    );
  });

  it("says nothing exactly when nothing changed", () => {
    fc.assert(
      fc.property(routeObject, routeObject, (before, to) => {
        expect(diffJson(before, before)).toEqual([]);
        expect(diffJson(before, to).length === 0).toBe(equalJson(before, to));
      }),
    );
  });

  it("puts one item in, or takes one out, with one change", () => {
    fc.assert(
      fc.property(fc.array(jsonObject), fc.nat(), jsonObject, (items, at, item) => {
        const more = items.toSpliced(at % (items.length + 1), 0, item);
        expect(diffJson({ l: items }, { l: more }).map((c) => c.op)).toEqual(["insert"]);
        expect(diffJson({ l: more }, { l: items }).map((c) => c.op)).toEqual(["remove"]);
      }),
    );
  });

  it("keeps its laws for lists too long to align", () => {
    const items = (n: number, to: string) => Array.from({ length: n }, (_, i) => `${to}-${i}`);
    const before = { l: items(400, "a") };
    const to = { l: items(350, "b") };
    const changes = diffJson(before, to);
    expect(folded(before, changes)).toEqual(to);
    expect(folded(to, inverse(changes))).toEqual(before);
  });
});
