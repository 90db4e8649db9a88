import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moveWeight, percents, type Weights } from "./weights";

const total = (weights: Weights) => Object.values(weights).reduce((a, b) => a + b, 0);

describe("moveWeight", () => {
  it.each<[string, Weights, string, number, readonly string[], Weights]>([
    ["two rows", { v1: 90, v2: 10 }, "v2", 50, [], { v1: 50, v2: 50 }],
    ["in proportion", { v1: 60, v2: 30, v3: 10 }, "v3", 40, [], { v1: 40, v2: 20, v3: 40 }],
    ["alike from nothing", { v1: 0, v2: 0, v3: 100 }, "v3", 99, [], { v1: 1, v2: 0, v3: 99 }],
    [
      "a locked row stays",
      { v1: 50, v2: 30, v3: 20 },
      "v3",
      40,
      ["v2"],
      { v1: 30, v2: 30, v3: 40 },
    ],
    [
      "no further than the locks",
      { v1: 50, v2: 30, v3: 20 },
      "v3",
      90,
      ["v2"],
      { v1: 0, v2: 30, v3: 70 },
    ],
    ["only locks left", { v1: 50, v2: 50 }, "v2", 80, ["v1"], { v1: 50, v2: 50 }],
    ["below zero", { v1: 90, v2: 10 }, "v2", -4, [], { v1: 100, v2: 0 }],
    ["one row", { v1: 100 }, "v1", 20, [], { v1: 100 }],
    ["an unknown row", { v1: 100 }, "v9", 20, [], { v1: 100 }],
  ])("%s", (_, weights, key, to, locked, expected) => {
    expect(moveWeight(weights, key, to, new Set(locked))).toEqual(expected);
  });

  it("keeps the sum, the signs and the locks, whatever is dragged", () => {
    const parts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(parts, fc.nat(6), fc.double(), fc.nat(127), (numbers, at, to, bits) => {
        const weights = percents(Object.fromEntries(numbers.map((n, i) => [`v${i}`, n])));
        const keys = Object.keys(weights);
        const key = keys[at % keys.length] ?? "";
        const locked = new Set(keys.filter((k, i) => k !== key && (bits >> i) % 2 === 1));
        const moved = moveWeight(weights, key, Number.isNaN(to) ? 0 : to, locked);
        expect(total(moved)).toBe(100);
        expect(Object.keys(moved)).toEqual(keys);
        for (const k of keys) {
          expect(Number.isInteger(moved[k]) && (moved[k] ?? -1) >= 0).toBe(true);
          if (locked.has(k)) expect(moved[k]).toBe(weights[k]);
        }
      }),
    );
  });
});

describe("percents", () => {
  it.each([
    [
      { v1: 9, v2: 1 },
      { v1: 90, v2: 10 },
    ],
    [
      { v1: 1, v2: 1, v3: 1 },
      { v1: 34, v2: 33, v3: 33 },
    ],
    [
      { v1: 0, v2: 0 },
      { v1: 50, v2: 50 },
    ],
    [
      { v1: 0.904, v2: 0.096 },
      { v1: 90, v2: 10 },
    ],
  ])("%j", (parts, expected) => {
    expect(percents(parts)).toEqual(expected);
  });
});
