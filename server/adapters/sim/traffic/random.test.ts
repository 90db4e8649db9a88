import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demandFactor, errorFactor } from "./demand";
import { cumulativeShares, LATENCY_BOUNDS, meanLatency } from "./latency";
import { binomial, gaussian, keyHash, poisson, streamAt } from "./random";

/** Mean and variance over many independent streams. */
function moments(draw: (second: number) => number, n = 20_000) {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const x = draw(i);
    sum += x;
    squares += x * x;
  }
  const mean = sum / n;
  return { mean, variance: squares / n - mean * mean };
}

describe("draws", () => {
  it("are the same for the same key and second, and differ for others", () => {
    const first = (key: number, second: number) => streamAt(key, second)();
    expect(first(7, 1000)).toBe(first(7, 1000));
    const many = new Set(Array.from({ length: 1000 }, (_, i) => first(7, i)));
    expect(many.size).toBe(1000);
  });

  it("of a normal distribution have mean 0 and variance 1", () => {
    const { mean, variance } = moments((s) => gaussian(streamAt(3, s)));
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it.each([0.3, 4, 29, 31, 600])(
    "of a Poisson distribution with mean %d have it as variance too",
    (m) => {
      const { mean, variance } = moments((s) => poisson(streamAt(5, s), m));
      expect(mean / m).toBeCloseTo(1, 1);
      expect(variance / m).toBeCloseTo(1, 1);
    },
  );

  it.each([
    [10, 0.3],
    [100, 0.02],
    [100, 0.97],
    [620, 0.001],
    [500, 0.4],
  ])("of %d tries at %d have a binomial's mean and variance", (n, p) => {
    const { mean, variance } = moments((s) => binomial(streamAt(9, s), n, p));
    expect(mean / (n * p)).toBeCloseTo(1, 1);
    expect(variance / (n * p * (1 - p))).toBeCloseTo(1, 1);
  });

  it("never hit more often than they were tried", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (n, p, s) => {
        const hits = binomial(streamAt(1, s), n, p);
        return Number.isInteger(hits) && hits >= 0 && hits <= n;
      }),
    );
  });
});

describe("demand", () => {
  const shape = { seed: 1, noise: 0.08, daily: { amplitude: 0.35, peakHour: 15 } };
  it("has a mean of 1 over a day, and its peak at the hour given", () => {
    const hour = (h: number) =>
      moments((i) => demandFactor(shape, "x", h * 3600 + (i % 3600)), 3600).mean;
    const hours = Array.from({ length: 24 }, (_, h) => hour(h));
    expect(hours.reduce((a, b) => a + b) / 24).toBeCloseTo(1, 1);
    expect(hours.indexOf(Math.max(...hours))).toBeGreaterThanOrEqual(13);
    expect(hours.indexOf(Math.max(...hours))).toBeLessThanOrEqual(16);
    expect(Math.min(...hours)).toBeLessThan(0.75);
  });

  it("keeps the mean of errors while they come in bursts", () => {
    const { mean } = moments((s) => errorFactor(keyHash(1, "e"), s * 20));
    expect(mean).toBeCloseTo(1, 1);
  });
});

describe("latency", () => {
  it("puts half of the requests below the median", () => {
    const shares = cumulativeShares({ p50: 25, sigma: 0.7, fixed: 0 }, 1);
    expect(shares[LATENCY_BOUNDS.indexOf(25)]).toBeCloseTo(0.5, 6);
    expect(shares.at(-1)).toBe(1);
    expect([...shares]).toEqual([...shares].sort((a, b) => a - b));
  });

  it("adds an injected delay to all of them", () => {
    const shares = cumulativeShares({ p50: 1, sigma: 0.5, fixed: 2000 }, 1);
    expect(shares[LATENCY_BOUNDS.indexOf(1000)]).toBe(0);
    expect(shares[LATENCY_BOUNDS.indexOf(2500)]).toBeCloseTo(1, 6);
    expect(meanLatency({ p50: 1, sigma: 0.5, fixed: 2000 }, 1)).toBeCloseTo(2001.13, 2);
  });
});
