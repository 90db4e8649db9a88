import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffJson } from "../../manifest/diff-json";
import type { JsonObject } from "../../manifest/json";
import { touchedPaths } from "./touched-paths";

const rule = (name: string, weight: number) => ({ name, route: [{ weight }] });
const http = (...rules: readonly ReturnType<typeof rule>[]): JsonObject => ({
  spec: { http: rules },
});

const places = (was: JsonObject, to: JsonObject) =>
  touchedPaths(diffJson(was, to)).map((path) => path.slice(2).join("."));

describe("the places that changes touch", () => {
  it.each([
    [
      "alone",
      http(rule("a", 1), rule("b", 1)),
      http(rule("a", 1), rule("b", 2)),
      ["1.route.0.weight"],
    ],
    [
      "behind one that goes",
      http(rule("a", 1), rule("b", 1)),
      http(rule("b", 2)),
      ["0", "1.route.0.weight"],
    ],
    [
      "behind one that comes",
      http(rule("b", 1)),
      http(rule("a", 1), rule("b", 2)),
      ["0", "0.route.0.weight"],
    ],
    [
      "before one that goes",
      http(rule("a", 1), rule("b", 1)),
      http(rule("a", 2)),
      ["0.route.0.weight", "1"],
    ],
  ])("%s", (_, was, to, expected) => {
    expect(places(was, to)).toEqual(expected);
  });

  it("are those of the items that differ, whatever came and went around them", () => {
    const names = fc.uniqueArray(fc.constantFrom<string>("a", "b", "c", "d", "e"), {
      minLength: 1,
    });
    fc.assert(
      fc.property(names, fc.nat(4), fc.subarray(["a", "b", "c", "d", "e"]), (all, pick, gone) => {
        const chosen = all[pick % all.length] ?? "";
        const was = http(...all.map((name) => rule(name, 1)));
        const kept = all.filter((name) => name === chosen || !gone.includes(name));
        const to = http(...kept.map((name) => rule(name, name === chosen ? 2 : 1)));
        const at = all.indexOf(chosen);
        expect(places(was, to)).toContain(`${at}.route.0.weight`);
      }),
    );
  });
});
