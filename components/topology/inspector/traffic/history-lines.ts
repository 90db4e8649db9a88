import type { ChartLine } from "@/components/charts/chart-scale";
import {
  chartByVersion,
  chartErrorRatio,
  chartLatency,
  chartTcp,
  type LatencyChart,
} from "@/lib/mesh/telemetry/charts";
import type { Health } from "@/lib/mesh/telemetry/health";
import type { RangeAnswer } from "@/lib/mesh/telemetry/range";
import type { EpochMs } from "@/lib/mesh/telemetry/traffic";

export type Drawn = { readonly times: readonly EpochMs[]; readonly lines: readonly ChartLine[] };

/** Which version a destination workload is, and its colour; a subject that is not divided has one line. */
export type Versions = {
  readonly of: (namespace: string, workload: string) => string;
  readonly colors: ReadonlyMap<string, string>;
};

const ALL = "all";

/** A subject whose requests are shown together. */
export const undivided: Versions = { of: () => ALL, colors: new Map() };

const BASELINE = "var(--h-series-2)";

/** Requests per second, a line per version. */
export function rateLines(answer: RangeAnswer, versions: Versions, allLabel: string): Drawn {
  const { times, series } = chartByVersion(answer, versions.of);
  const only = series.length === 1;
  return {
    times,
    lines: series.map(({ key, values }) => ({
      key,
      label: key === ALL ? allLabel : key,
      color: versions.colors.get(key) ?? (only ? "var(--h-series-1)" : BASELINE),
      values,
      area: only,
    })),
  };
}

/** Failed share of the requests, 0..1, a line per version. */
export function errorLines(answer: RangeAnswer, versions: Versions, allLabel: string): Drawn {
  const { series } = chartByVersion(answer, versions.of);
  const keys = series.map(({ key }) => key);
  const charts = keys.map((key) => {
    const requests = (answer.requests ?? []).filter(
      (one) => versions.of(one.destinationNamespace, one.destinationWorkload) === key,
    );
    return { key, chart: chartErrorRatio({ ...answer, requests }) };
  });
  return {
    times: charts[0]?.chart.times ?? [],
    lines: charts.map(({ key, chart }) => ({
      key,
      label: key === ALL ? allLabel : key,
      color: versions.colors.get(key) ?? (keys.length === 1 ? "var(--h-series-1)" : BASELINE),
      values: chart.series[0]?.values ?? [],
    })),
  };
}

const QUANTILES = [
  { q: 0.5, label: "p50", color: "var(--h-q50)" },
  { q: 0.95, label: "p95", color: "var(--h-q95)" },
  { q: 0.99, label: "p99", color: "var(--h-q99)" },
] as const;

export type LatencyLines = Drawn & { readonly chart: LatencyChart };

/** Quantiles in ms. A point past the last bucket is drawn at its bound, from which on it lies somewhere above. */
export function latencyLines(answer: RangeAnswer): LatencyLines {
  const chart = chartLatency(answer);
  const lines = QUANTILES.flatMap(({ q, label, color }) => {
    const series = chart.series.find((one) => one.q === q);
    if (series === undefined) return [];
    const values = series.values.map((v) => (v === null ? null : v.beyond ? v.boundMs : v.ms));
    return [{ key: label, label, color, values }];
  });
  return { times: chart.times, lines, chart };
}

/** The quantile behind a drawn point, so that one past the last bucket is written as what it is. */
export function quantileAt(chart: LatencyChart, key: string, at: EpochMs | null) {
  const known = QUANTILES.find(({ label }) => label === key);
  const values = chart.series.find((one) => one.q === known?.q)?.values ?? [];
  if (at === null) return values.findLast((value) => value !== null) ?? null;
  return values[chart.times.indexOf(at)] ?? null;
}

/** Bytes per second, both ways. */
export function byteLines(
  answer: RangeAnswer,
  labels: { readonly toServer: string; readonly toClient: string },
): Drawn {
  const { times, series } = chartTcp(answer);
  return {
    times,
    lines: series.map(({ key, values }) => ({
      key,
      label: labels[key],
      color: key === "toServer" ? "var(--h-series-1)" : BASELINE,
      values,
    })),
  };
}

/**
 * The limit that is crossed now, to be drawn where the crossing shows; `null` while none is.
 *
 * @param healths of all that has a line, what they are lines of first: where that is well, its versions may not be
 */
export function crossedLimit(healths: readonly Health[]) {
  for (const { reasons } of healths) {
    const reason = reasons.find((r) => r.code === "error-ratio" && r.threshold > 0);
    if (reason?.code === "error-ratio" && reason.rule !== "4xx")
      return { value: reason.threshold, level: reason.level };
  }
  return null;
}

export const hasValues = ({ lines }: Drawn): boolean =>
  lines.some(({ values }) => values.some((value) => value !== null));
