import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanBuckets, mergeBuckets, quantile } from "./quantiles";
import type { Buckets } from "./traffic";

const INF = Number.POSITIVE_INFINITY;

/** `10:1 100:3 inf:4` */
function buckets(text: string): Buckets {
  const pairs = text.split(" ").map((pair) => pair.split(":"));
  return {
    bounds: pairs.map(([bound]) => (bound === "inf" ? INF : Number(bound))),
    counts: pairs.map(([, count]) => Number(count)),
  };
}

describe("quantile", () => {
  // source: histogram_quantile of Prometheus 2.42 on the same buckets (`promtool test rules`)
  it.each([
    ["0.1:5 0.2:7 1:8 inf:9", 0.5, 0.1 * (4.5 / 5)],
    ["0.1:5 0.2:7 1:8 inf:9", 0.75, 0.1 + 0.1 * ((6.75 - 5) / 2)],
    ["10:0 100:10 inf:10", 0.5, 55],
    ["10:4 inf:4", 0.25, 2.5],
    ["-5:4 10:4 inf:4", 0.5, -5],
    ["10:0 20:0 40:8 80:8 inf:8", 1, 40],
  ])("%s at %d is %d ms", (text, q, ms) => {
    const found = quantile(buckets(text), q);
    expect(found).toMatchObject({ beyond: false });
    expect(found?.beyond === false && found.ms).toBeCloseTo(ms, 10);
  });

  it.each([
    ["10:1 100:2 inf:10", 0.95, 100],
    ["10:0 inf:3", 0.5, 10],
  ])(
    "%s at %d is above %d ms: past the last finite bound nothing more is known",
    (text, q, boundMs) => {
      expect(quantile(buckets(text), q)).toEqual({ boundMs, beyond: true });
    },
  );

  it.each([
    ["no requests", "10:0 inf:0", 0.5],
    ["no +Inf bucket", "10:1 20:2", 0.5],
    ["a single bucket", "inf:3", 0.5],
    ["q of 0", "10:1 inf:1", 0],
    ["q above 1", "10:1 inf:1", 1.1],
    ["q that is no number", "10:1 inf:1", Number.NaN],
  ])("is not known with %s", (_, text, q) => {
    expect(quantile(buckets(text), q)).toBeNull();
  });

  it("is not known without buckets", () => {
    expect(quantile(null, 0.5)).toBeNull();
  });
});

describe("mergeBuckets", () => {
  it("gives the quantile of all requests, where averaging quantiles is wrong", () => {
    const quick = buckets("10:990 100:990 1000:990 inf:990");
    const slow = buckets("10:0 100:0 1000:10 inf:10");
    const p95 = (b: Buckets | null) => {
      const found = quantile(b, 0.95);
      if (found === null || found.beyond) throw new Error("no quantile");
      return found.ms;
    };
    const averaged = (p95(quick) + p95(slow)) / 2;
    expect(averaged).toBeGreaterThan(400);
    expect(p95(mergeBuckets([quick, slow]))).toBeLessThan(10);
  });

  it.each([
    { merge: ["10:1 100:2 inf:3", "10:1 100:5 inf:5"], expected: "10:2 100:7 inf:8" },
    { merge: ["10:1 inf:3", "20:4 inf:5"], expected: "10:1 20:5 inf:8" },
    { merge: ["10:1 100:2 inf:3", "50:4 inf:4"], expected: "10:1 50:5 100:6 inf:7" },
    { merge: ["10:1 inf:2"], expected: "10:1 inf:2" },
  ])("$merge is $expected", ({ merge, expected }) => {
    expect(mergeBuckets(merge.map(buckets))).toEqual(buckets(expected));
  });

  it("is null of none", () => {
    expect(mergeBuckets([])).toBeNull();
  });

  const times = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
  const bounds = fc
    .uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 })
    .map((list) => [...list.sort((a, b) => a - b), INF]);
  const observed = fc.record({ times, bounds });
  const histogram = ({
    times: ts,
    bounds: bs,
  }: {
    times: number[];
    bounds: number[];
  }): Buckets => ({
    bounds: bs,
    counts: bs.map((bound) => ts.filter((t) => t <= bound).length),
  });

  it("law: never claims a request to be quicker than it was, and loses none", () => {
    fc.assert(
      fc.property(fc.array(observed, { minLength: 1, maxLength: 4 }), (all) => {
        const merged = mergeBuckets(all.map(histogram));
        const every = all.flatMap((one) => one.times);
        merged?.bounds.forEach((bound, i) => {
          const claimed = merged.counts[i] ?? 0;
          expect(claimed).toBeLessThanOrEqual(every.filter((t) => t <= bound).length);
          expect(claimed).toBeGreaterThanOrEqual(merged.counts[i - 1] ?? 0);
        });
        expect(merged?.counts.at(-1)).toBe(every.length);
      }),
    );
  });

  it("law: the grouping does not matter", () => {
    fc.assert(
      fc.property(observed, observed, observed, (x, y, z) => {
        const [a, b, c] = [histogram(x), histogram(y), histogram(z)];
        const left = mergeBuckets([a, b]);
        const right = mergeBuckets([b, c]);
        if (left === null || right === null) throw new Error("empty");
        expect(mergeBuckets([left, c])).toEqual(mergeBuckets([a, right]));
        expect(mergeBuckets([c, b, a])).toEqual(mergeBuckets([a, b, c]));
      }),
    );
  });

  it("law: a quantile lies in the bucket where its request was, when bounds agree", () => {
    fc.assert(
      fc.property(
        times,
        times,
        bounds,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (s, t, bs, q) => {
          const merged = mergeBuckets([
            histogram({ times: s, bounds: bs }),
            histogram({ times: t, bounds: bs }),
          ]);
          const sorted = [...s, ...t].sort((a, b) => a - b);
          const truth = sorted[Math.ceil(q * sorted.length - 1e-9) - 1] ?? 0;
          const bound = bs.find((one) => truth <= one) ?? INF;
          const found = quantile(merged, q);
          if (found === null) throw new Error("no quantile");
          if (found.beyond) expect(truth).toBeGreaterThan(found.boundMs);
          else expect(found.ms).toBeLessThanOrEqual(bound + 1e-9);
        },
      ),
    );
  });
});

describe("cleanBuckets", () => {
  it("orders bounds and raises counts that fall, as Prometheus does", () => {
    expect(cleanBuckets([INF, 10, 100], [3, 2, 1])).toEqual(buckets("10:2 100:2 inf:3"));
  });

  it.each([
    ["lengths that differ", [10, INF], [1]],
    ["no +Inf", [10, 20], [1, 2]],
    ["a bound twice", [10, 10, INF], [1, 2, 3]],
    ["a bound that is no number", [Number.NaN, INF], [1, 2]],
    ["a count that is no rate", [10, INF], [Number.NaN, 2]],
    ["a negative count", [10, INF], [-1, 2]],
    ["no requests", [10, INF], [0, 0]],
    ["nothing at all", [], []],
  ])("is null for %s", (_, bounds, counts) => {
    expect(cleanBuckets(bounds, counts)).toBeNull();
  });
});
