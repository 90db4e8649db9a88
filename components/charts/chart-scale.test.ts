import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  highestOf,
  isLate,
  latestOf,
  rowsOf,
  sampledRows,
  shortened,
  timeTicks,
  valueTicks,
} from "./chart-scale";

const line = (values: readonly (number | null)[]) => ({
  key: "a",
  label: "a",
  color: "var(--h-series-1)",
  values,
});

describe("value ticks", () => {
  it.each([
    [0, [0, 1]],
    [42, [0, 20, 40, 60]],
    [4.6, [0, 2, 4, 6]],
    [100, [0, 50, 100]],
    [55, [0, 20, 40, 60]],
    [0.03, [0, 0.01, 0.02, 0.03]],
    [Number.NaN, [0, 1]],
    [Number.POSITIVE_INFINITY, [0, 1]],
  ])("up to %d: %j", (highest, ticks) => {
    expect(valueTicks(highest)).toEqual(ticks);
  });

  it("reaches the highest value, in two to four steps", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (highest) => {
        const ticks = valueTicks(highest);
        expect((ticks.at(-1) ?? 0) * 1.001).toBeGreaterThanOrEqual(highest);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe("chart rows", () => {
  it("keeps holes", () => {
    expect(rowsOf([1, 2], [line([0, null]), line([3])])).toEqual([
      { at: 1, values: [0, 3] },
      { at: 2, values: [null, null] },
    ]);
  });

  it("finds the highest and the newest known value", () => {
    expect(highestOf([line([1, null]), line([7, 2])])).toBe(7);
    expect(highestOf([])).toBe(0);
    expect(latestOf(line([1, 4, null]))).toBe(4);
    expect(latestOf(line([null]))).toBe(null);
  });

  it("ticks the first, the middle and the last moment", () => {
    expect(timeTicks([1, 2, 3, 4, 5])).toEqual([1, 3, 5]);
    expect(timeTicks([1])).toEqual([1]);
    expect(timeTicks([])).toEqual([]);
  });

  it("reads few rows aloud, the newest among them", () => {
    const rows = rowsOf([1, 2, 3, 4, 5, 6, 7], [line([1, 2, 3, 4, 5, 6, 7])]);
    expect(sampledRows(rows, 3).map((row) => row.at)).toEqual([1, 4, 7]);
    expect(sampledRows([], 3)).toEqual([]);
  });
});

describe("events", () => {
  it.each([
    [0, false],
    [50, false],
    [51, true],
    [100, true],
  ])("at %d of 0 to 100 are late: %s", (at, late) => {
    expect(isLate([0, 20, 100], at)).toBe(late);
  });

  it("are named as far as there is room", () => {
    expect(shortened("reviews half and half")).toBe("reviews half and half");
    expect(shortened("reviews half and half, then all")).toBe("reviews half and half, th…");
  });
});
