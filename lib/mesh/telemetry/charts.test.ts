import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chartByClass,
  chartByVersion,
  chartErrorRatio,
  chartLatency,
  chartTcp,
  chartTotals,
  MOST_POINTS,
  sparkline,
} from "./charts";
import type { BucketBound, BucketSeries, RangeAnswer, RequestSeries } from "./range";

type Values = readonly (number | null)[];

const series = (
  code: string,
  values: Values,
  more: Partial<RequestSeries> = {},
): RequestSeries => ({
  protocol: "http",
  code,
  grpcStatus: "",
  destinationNamespace: "shop",
  destinationWorkload: "cart-v1",
  ...more,
  values,
});

function answer(parts: Partial<RangeAnswer>, points = 3): RangeAnswer {
  return {
    times: Array.from({ length: points }, (_, i) => i * 15_000),
    stepSeconds: 15,
    windowSeconds: 60,
    requests: null,
    latency: null,
    tcp: null,
    calls: null,
    warnings: [],
    ...parts,
  };
}

const shown = (chart: {
  readonly series: readonly { readonly key: string; readonly values: Values }[];
}) => Object.fromEntries(chart.series.map(({ key, values }) => [key, values]));

const valuesOf = (chart: ReturnType<typeof chartTotals>, key: string) =>
  chart.series.find((one) => one.key === key)?.values;

describe("requests over time", () => {
  const range = answer({
    requests: [
      series("200", [8, null, 5]),
      series("200", [1, null, null], { destinationWorkload: "cart-v2" }),
      series("503", [1, null, null]),
      series("0", [null, null, 3]),
      series("404", [2, null, 0]),
      series("200", [null, null, 2], { protocol: "grpc", grpcStatus: "14" }),
    ],
  });

  it("by class of answer: what was not answered is a hole, what did not occur counts nothing", () => {
    expect(shown(chartByClass(range))).toEqual({
      success: [9, null, 5],
      "client-error": [2, null, 0],
      "server-error": [1, null, 2],
      "no-response": [0, null, 3],
    });
  });

  it("by version, the busiest first", () => {
    const chart = chartByVersion(range, (_, workload) => workload.replace("cart-", ""));
    expect(chart.series.map((one) => one.key)).toEqual(["v1", "v2"]);
    expect(shown(chart)).toEqual({ v1: [11, null, 10], v2: [1, null, 0] });
  });

  it("total and failed", () => {
    expect(shown(chartTotals(range))).toEqual({ requests: [12, null, 10], failed: [1, null, 5] });
  });

  it("error ratio of the sums, a hole where nothing was requested", () => {
    const idle = answer({ requests: [series("200", [9, 0, null]), series("500", [1, 0, null])] });
    expect(shown(chartErrorRatio(idle))).toEqual({ errors: [0.1, null, null] });
  });

  it("has no line, or only holes, when nothing was asked for", () => {
    expect(chartByClass(answer({})).series).toEqual([]);
    expect(shown(chartTotals(answer({})))).toEqual({
      requests: [null, null, null],
      failed: [null, null, null],
    });
  });

  it("takes a sample that is no number for a hole", () => {
    const range = answer({ requests: [series("200", [Number.NaN, 1, Number.POSITIVE_INFINITY])] });
    expect(valuesOf(chartTotals(range), "requests")).toEqual([null, 1, null]);
  });
});

describe("latency over time", () => {
  const bucket = (bound: BucketBound, values: Values): BucketSeries => ({ bound, values });
  const INF = "+Inf";

  it("merges counts first, keeps holes, and says beyond past the last bound", () => {
    const chart = chartLatency(
      answer({
        latency: [
          bucket(INF, [10, null, 10]),
          bucket(10, [10, null, 0]),
          bucket(100, [10, null, 0]),
          bucket(10, [0, null, 0]),
          bucket(100, [10, null, 0]),
          bucket(INF, [10, null, null]),
        ],
      }),
      [0.5, 0.75],
    );
    expect(chart.series).toEqual([
      {
        q: 0.5,
        values: [{ ms: 10, beyond: false }, null, { boundMs: 100, beyond: true }],
      },
      {
        q: 0.75,
        values: [{ ms: 55, beyond: false }, null, { boundMs: 100, beyond: true }],
      },
    ]);
  });

  it("knows nothing without the +Inf bucket", () => {
    const chart = chartLatency(answer({ latency: [bucket(10, [1, 1, 1]), bucket(20, [1, 1, 1])] }));
    expect(chart.series.flatMap((one) => one.values).every((value) => value === null)).toBe(true);
  });
});

it("TCP over time, each direction with its own holes", () => {
  const chart = chartTcp(
    answer({
      tcp: [
        { direction: "toServer", values: [1, null, 3] },
        { direction: "toServer", values: [1, null, null] },
        { direction: "toClient", values: [null, 5, 6] },
      ],
    }),
  );
  expect(shown(chart)).toEqual({ toServer: [2, null, 3], toClient: [null, 5, 6] });
});

describe("thinning", () => {
  it("averages neighbours, at the time of the last of them", () => {
    const values = Array.from({ length: 480 }, (_, i) =>
      i < 4 ? ([2, 4, null, 6][i] ?? null) : null,
    );
    const chart = chartTotals(answer({ requests: [series("200", values)] }, 480));
    expect(chart.times.slice(0, 2)).toEqual([15_000, 45_000]);
    expect(valuesOf(chart, "requests")?.slice(0, 3)).toEqual([3, 6, null]);
  });

  it("law: at most 240 points, as many values as times, the last time kept, no sample outside the given ones", () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })), {
      minLength: 1,
      maxLength: 1500,
    });
    fc.assert(
      fc.property(values, (given) => {
        const range = answer({ requests: [series("200", given)] }, given.length);
        const { times, series: lines } = chartTotals(range);
        const line = lines.find((one) => one.key === "requests")?.values ?? [];
        expect(times.length).toBeLessThanOrEqual(MOST_POINTS);
        expect(line.length).toBe(times.length);
        expect(times.at(-1)).toBe(range.times.at(-1));
        const known = given.filter((value) => value !== null);
        for (const value of line.filter((one) => one !== null)) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...known) * (1 - 1e-9));
          expect(value).toBeLessThanOrEqual(Math.max(...known) * (1 + 1e-9));
        }
        expect(line.every((value) => value === null)).toBe(known.length === 0);
      }),
      { numRuns: 50 },
    );
  });
});

describe("sparkline", () => {
  it.each([
    [[1, 4, null, 2], { heights: [0.25, 1, null, 0.5], highest: 4, latest: 2 }],
    [[0, 0], { heights: [0, 0], highest: 0, latest: 0 }],
    [[null, null], { heights: [null, null], highest: null, latest: null }],
    [[], { heights: [], highest: null, latest: null }],
  ])("of %j", (values, expected) => {
    expect(sparkline(values)).toEqual(expected);
  });

  it("has no more points than asked for", () => {
    expect(
      sparkline(
        Array.from({ length: 100 }, () => 1),
        40,
      ).heights,
    ).toHaveLength(34);
  });
});
