import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementOf, chance, FEWEST_REQUESTS } from "./agreement";
import { exactly } from "./interval";

describe("agreementOf", () => {
  it.each([
    ["half and half", exactly(0.5), 1000, 520, "agrees"],
    ["too far from half", exactly(0.5), 1000, 560, "differs"],
    ["the same distance, fewer requests", exactly(0.5), 100, 56, "agrees"],
    ["nothing set, nothing seen", exactly(0), 1000, 0, "agrees"],
    ["nothing set, a few seen", exactly(0), 1000, 3, "differs"],
    ["all set, one elsewhere", exactly(1), 1000, 990, "differs"],
    ["inside an interval", { min: 0.2, max: 0.6 }, 1000, 400, "agrees"],
    ["outside an interval", { min: 0.2, max: 0.6 }, 1000, 700, "differs"],
    ["hardly any requests", exactly(0.5), FEWEST_REQUESTS - 1, 0, "too-few"],
  ] as const)("%s", (_, set, requests, taken, verdict) => {
    expect(agreementOf(set, requests, taken).verdict).toBe(verdict);
  });

  it("says how far outside of what is set", () => {
    expect(agreementOf(exactly(0.5), 1000, 600)).toMatchObject({
      seen: 0.6,
      error: expect.closeTo(0.1),
    });
  });

  it("calls few windows different in which the shares are as set", () => {
    // A small generator with a fixed seed: the law is about frequencies.
    let state = 12_345;
    const draw = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    const windows = 2000;
    let different = 0;
    for (let i = 0; i < windows; i++) {
      let taken = 0;
      for (let n = 0; n < 400; n++) if (draw() < 0.1) taken++;
      if (agreementOf(exactly(0.1), 400, taken).verdict === "differs") different++;
    }
    expect(different / windows).toBeLessThan(0.02);
  });

  it("never judges a share that is inside what is set as different", () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 100_000 }), fc.nat(100), (requests, percent) => {
        const taken = Math.floor((requests * percent) / 100);
        expect(agreementOf({ min: 0, max: 1 }, requests, taken).verdict).toBe("agrees");
      }),
    );
  });
});

describe("what chance alone does to a rate", () => {
  it("is what is still called agreement, and less over a longer window", () => {
    const margin = chance(12.6, 42, 60);
    const inside = agreementOf(exactly(0.3), 2520, 2520 * 0.3 + margin * 60 - 0.001);
    const outside = agreementOf(exactly(0.3), 2520, 2520 * 0.3 + margin * 60 + 0.001);
    expect([inside.verdict, outside.verdict]).toEqual(["agrees", "differs"]);
    expect(chance(12.6, 42, 600)).toBeLessThan(margin);
    expect(chance(0, 0, 60)).toBe(0);
  });
});
