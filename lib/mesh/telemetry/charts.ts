import { sumExactly } from "./folding/quantise";
import { mergeBuckets, type Quantile, quantile } from "./quantiles";
import { boundMs, type RangeAnswer, type RangeSeries, type RequestSeries } from "./range";
import { answerSide, hasNoResponse } from "./ratios";
import type { EpochMs } from "./traffic";

/** More points than a chart is wide say nothing more. */
export const MOST_POINTS = 240;

type Values = readonly (number | null)[];

/** `values[i]` belongs to `times[i]`; `null` is a hole: the source says nothing there, which is not zero. */
export type Chart<K extends string = string> = {
  readonly times: readonly EpochMs[];
  readonly unit: "requests" | "ratio" | "bytes";
  readonly series: readonly { readonly key: K; readonly values: Values }[];
};

export type LatencyChart = {
  readonly times: readonly EpochMs[];
  readonly series: readonly {
    /** 0..1 */
    readonly q: number;
    /** `beyond` is kept: such a point lies somewhere above its bound. */
    readonly values: readonly (Quantile | null)[];
  }[];
};

export type ResponseClass = "success" | "client-error" | "server-error" | "no-response";

const CLASSES: readonly ResponseClass[] = [
  "success",
  "client-error",
  "server-error",
  "no-response",
];

/** Requests per second by class of answer; classes that never occur are left out. */
export function chartByClass(answer: RangeAnswer): Chart<ResponseClass> {
  const requests = answer.requests ?? [];
  const series = CLASSES.flatMap((key) => {
    const own = requests.filter((one) => classOf(one) === key);
    return own.length === 0 ? [] : [{ key, values: sumSeries(answer, own, requests) }];
  });
  return { ...thinned(answer, series), unit: "requests" };
}

/**
 * Requests per second by version, most frequent first.
 *
 * @param versionOf name of the version that a destination workload is
 */
export function chartByVersion(
  answer: RangeAnswer,
  versionOf: (namespace: string, workload: string) => string,
): Chart {
  const requests = answer.requests ?? [];
  const groups = new Map<string, RequestSeries[]>();
  for (const one of requests) {
    const key = versionOf(one.destinationNamespace, one.destinationWorkload);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const series = [...groups]
    .map(([key, own]) => ({ key, values: sumSeries(answer, own, requests) }))
    .sort((a, b) => total(b.values) - total(a.values) || (a.key < b.key ? -1 : 1));
  return { ...thinned(answer, series), unit: "requests" };
}

/** Server errors ÷ requests, 0..1; a hole also where there were no requests. */
export function chartErrorRatio(answer: RangeAnswer): Chart<"errors"> {
  const { times, series } = thinned(answer, [...totals(answer)]);
  const [requests, failed] = series;
  const values = times.map((_, i) => {
    const rate = requests?.values[i] ?? null;
    return rate === null || rate <= 0 ? null : Math.min(1, (failed?.values[i] ?? 0) / rate);
  });
  return { times, unit: "ratio", series: [{ key: "errors", values }] };
}

/** Quantiles over time of all bucket series together: counts are added before, never quantiles averaged after. */
export function chartLatency(
  answer: RangeAnswer,
  quantiles: readonly number[] = [0.5, 0.95, 0.99],
): LatencyChart {
  const latency = answer.latency ?? [];
  const bounds = [...new Set(latency.map((one) => boundMs(one.bound)))].sort((a, b) => a - b);
  const rows = bounds.map((bound) => {
    const own = latency.filter((one) => boundMs(one.bound) === bound);
    return { key: String(bound), values: sumSeries(answer, own, latency) };
  });
  const { times, series } = thinned(answer, rows);
  const buckets = times.map((_, i) => bucketsAt(bounds, series, i));
  return {
    times,
    series: quantiles.map((q) => ({ q, values: buckets.map((b) => quantile(b, q)) })),
  };
}

/** TCP bytes per second, both directions. */
export function chartTcp(answer: RangeAnswer): Chart<"toServer" | "toClient"> {
  const directions = ["toServer", "toClient"] as const;
  const tcp = answer.tcp ?? [];
  const series = directions.map((key) => {
    const own = tcp.filter((one) => one.direction === key);
    return { key, values: sumSeries(answer, own, own) };
  });
  return { ...thinned(answer, series), unit: "bytes" };
}

/** Requests and server errors per second of everything in the answer: the time bar. */
export function chartTotals(answer: RangeAnswer): Chart<"requests" | "failed"> {
  return { ...thinned(answer, [...totals(answer)]), unit: "requests" };
}

/** A line without axes: heights 0..1 of the highest value, holes kept. */
export type Sparkline = {
  readonly heights: Values;
  readonly highest: number | null;
  readonly latest: number | null;
};

/** @param points at most so many; neighbours are averaged */
export function sparkline(values: Values, points = 40): Sparkline {
  const thin = thinValues(values, Math.max(1, Math.ceil(values.length / points)));
  const known = thin.filter((value) => value !== null);
  const highest = known.length === 0 ? null : Math.max(...known);
  return {
    heights: thin.map((value) =>
      value === null || highest === null ? null : highest > 0 ? value / highest : 0,
    ),
    highest,
    latest: thin.at(-1) ?? null,
  };
}

function classOf(one: RequestSeries): ResponseClass {
  const side = answerSide(one);
  return side === "server-error" && hasNoResponse(one) ? "no-response" : side;
}

function totals(answer: RangeAnswer) {
  const requests = answer.requests ?? [];
  const failed = requests.filter((one) => answerSide(one) === "server-error");
  return [
    { key: "requests", values: sumSeries(answer, requests, requests) },
    { key: "failed", values: sumSeries(answer, failed, requests) },
  ] as const;
}

const isSample = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/**
 * The sum of `own` at every point where any of `all` has a sample: there the source answered, and a series that is
 * absent counts nothing. Elsewhere a hole.
 */
function sumSeries(
  { times }: RangeAnswer,
  own: readonly RangeSeries[],
  all: readonly RangeSeries[],
): Values {
  return times.map((_, i) =>
    all.some((one) => isSample(one.values[i]))
      ? sumExactly(own.map((one) => one.values[i]).filter(isSample))
      : null,
  );
}

const total = (values: Values): number => sumExactly(values.filter((value) => value !== null));

/** All series at no more than `MOST_POINTS` times: neighbours averaged, at the time of the last of them. */
function thinned<K extends string>(
  { times }: RangeAnswer,
  series: readonly { readonly key: K; readonly values: Values }[],
) {
  const size = Math.max(1, Math.ceil(times.length / MOST_POINTS));
  const last = times.length - 1;
  return {
    times: times.filter((_, i) => i % size === size - 1 || i === last),
    series: series.map(({ key, values }) => ({
      key,
      values: thinValues(values, size),
    })),
  };
}

/** Means of `size` neighbours each; a hole only where all of them are. */
function thinValues(values: Values, size: number): Values {
  if (size === 1) return values;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => {
    const known = values.slice(i * size, (i + 1) * size).filter((value) => value !== null);
    return known.length === 0 ? null : sumExactly(known) / known.length;
  });
}

function bucketsAt(
  bounds: readonly number[],
  series: readonly { readonly values: Values }[],
  i: number,
) {
  const counts = series.map((row) => row.values[i] ?? null);
  if (counts.some((count) => count === null)) return null;
  let highest = 0;
  const rising = counts.map((count) => {
    highest = Math.max(highest, count ?? 0);
    return highest;
  });
  return mergeBuckets([{ bounds, counts: rising }]);
}
