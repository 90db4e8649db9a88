import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  barScale,
  failedBars,
  failedTop,
  momentAt,
  movedBy,
  movedByKey,
  ratePath,
  shareOf,
  valueAt,
} from "./bar-scale";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 16, 42, 10);
const TO = Date.UTC(2026, 10, 20, 16, 42);

const known = (pastSeconds: number) => {
  const scale = barScale(NOW, pastSeconds);
  if (scale === null) throw new Error("no past");
  return scale;
};

describe("time bar", () => {
  it.each([
    [86_400, 120],
    [7_200, 120],
    [1_800, 30],
    [90, 1],
  ])("with %d s of past reaches %d min back", (pastSeconds, minutes) => {
    const { from, to } = known(pastSeconds);
    expect(to).toBe(TO);
    expect((to - from) / MINUTE).toBe(minutes);
  });

  it("is not there without a past or without a clock", () => {
    expect(barScale(NOW, 0)).toBe(null);
    expect(barScale(NOW, 59)).toBe(null);
    expect(barScale(0, 7_200)).toBe(null);
  });

  it("gives back the moment of every place", () => {
    const scale = known(7_200);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 119 }), (minutes) => {
        const at = scale.from + minutes * MINUTE;
        expect(momentAt(scale, shareOf(scale, at))).toBe(at);
      }),
    );
    expect(momentAt(scale, 1)).toBe(null);
    expect(momentAt(scale, 7)).toBe(null);
    expect(momentAt(scale, -1)).toBe(scale.from);
  });

  it("moves by steps, from live into the past and back", () => {
    const scale = known(7_200);
    expect(movedBy(scale, null, -1)).toBe(TO - MINUTE);
    expect(movedBy(scale, TO - MINUTE, 1)).toBe(null);
    expect(movedBy(scale, null, 1)).toBe(null);
    expect(movedBy(scale, scale.from, -1)).toBe(scale.from);
    expect(movedBy(scale, TO - 90_000, -1)).toBe(TO - 3 * MINUTE);
  });

  it.each([
    ["ArrowLeft", TO - MINUTE],
    ["PageDown", TO - 10 * MINUTE],
    ["Home", TO - 120 * MINUTE],
    ["End", null],
    ["a", undefined],
    ["toString", undefined],
  ])("takes the key %s", (key, expected) => {
    expect(movedByKey(known(7_200), null, key)).toBe(expected);
  });

  it("draws holes as holes", () => {
    const box = { width: 20, height: 10 };
    expect(ratePath([1, 2, null, 2, 1], 2, box, false)).toBe("M0.0 5.0L5.0 0.0M15.0 0.0L20.0 5.0");
    expect(ratePath([1, 2, null], 2, box, true)).toBe("M0.0 10L0.0 5.0L10.0 0.0L10.0 10Z");
    expect(ratePath([null], 1, box, true)).toBe("");
  });

  it.each([
    ["nothing failed", [10, 20], [0, null], null],
    ["nothing is known", [null], [null], null],
    ["a round rate above the most that failed", [100, 120], [0, 6.7], 8],
    ["at least half a percent of the rate", [1_000, 2_000], [0.1, 0.2], 10],
    ["all of it", [5, 5], [5, 5], 5],
    ["less than one", [0.2, 0.1], [0.013, 0], 0.015],
  ])("draws failures on their own scale: %s", (_, total, failed, top) => {
    expect(failedTop(total, failed)).toBe(top);
  });

  it("draws a bar where something failed, and none where nothing is known", () => {
    const box = { width: 30, height: 10, ground: 42 };
    expect(failedBars([null, 0, 5, 10], 10, box)).toBe("M20.0 42v-5.0M30.0 42v-10.0");
    expect(failedBars([0.001], 10, box)).toBe("M0.0 42v-1.0");
  });

  it("reads the value of the step that a moment is in", () => {
    expect(valueAt([10, 20, 30], [1, null, 3], 35)).toBe(3);
    expect(valueAt([10, 20, 30], [1, null, 3], 25)).toBe(null);
    expect(valueAt([10, 20, 30], [1, null, 3], 5)).toBe(null);
  });
});
