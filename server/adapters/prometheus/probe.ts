import "server-only";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { err, ok, type Result } from "@/lib/result";
import type { MetricsError, MetricsProbe } from "@/server/ports/metrics";
import type { Columns, Shape } from "./answers/parse-answer.mjs";
import { mapRows } from "./answers/rows";
import { flavourOf } from "./flavour";
import type { PrometheusClient } from "./http/http-client";
import { matchAny, quote, type RecordedRates, recordedRates } from "./queries/promql";
import { METRIC } from "./queries/tick-queries";

/** What the queries need to know beside what the port reports. */
export type Findings = {
  readonly probe: MetricsProbe;
  readonly recorded: RecordedRates;
  readonly thanos: boolean;
};

/** How far back raw samples are read to measure the interval: twenty scrapes at 15 s. */
const LOOKBACK = "5m";
/** Scrape jobs whose interval is measured; the slowest counts. */
const MAX_JOBS = 4;
const EFFECTS = Object.entries(metricsSourceText.effects);

/**
 * Finds out what the source is and holds: four queries and one document, so that a tick beside it stays within its budget. It fails only
 * when the question for metric names fails; whatever else cannot be found is left open (`null`, empty).
 */
export async function probeSource(
  client: PrometheusClient,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<Findings, MetricsError>> {
  const ask = async (query: string, labels: readonly string[]) =>
    client.query("/api/v1/query", form(client, query, nowMs), { labels, pivot: null }, signal);
  const wanted = [...EFFECTS.map(([metric]) => metric), "istio_edge:.+"].join("|");

  const [buildinfo, names, sides] = await Promise.all([
    client.document("/api/v1/status/buildinfo", signal),
    ask(`count by (__name__) ({__name__=~${quote(wanted)}})`, ["__name__"]),
    ask(everyMetric(SIDE_LABELS.join(",")), SIDE_LABELS),
  ]);
  if (!names.ok) return err(names.error);

  const found = mapRows(names.value, (row) => row.label(0));
  const measured = [METRIC.requests, METRIC.opened].find((metric) => found.includes(metric));
  const interval =
    measured === undefined ? null : await scrapeInterval(client, measured, nowMs, signal);
  const column = (n: number) => (sides.ok ? mapRows(sides.value, (row) => row.label(n)) : []);
  const flavour = flavourOf(buildinfo);
  return ok({
    probe: {
      flavour: flavour.text,
      scrapeIntervalSeconds: interval,
      reporters: distinct(column(0)),
      missing: EFFECTS.filter(([metric]) => !found.includes(metric)).map(([metric, effect]) => ({
        metric,
        effect,
      })),
      clusters: distinct([...column(1), ...column(2)].filter((c) => c !== "unknown")),
    },
    recorded: recordedRates(found, Object.values(METRIC)),
    thanos: flavour.thanos,
  });
}

const SIDE_LABELS = ["reporter", "source_cluster", "destination_cluster"];

function everyMetric(by: string): string {
  return `count by (${by}) (${METRIC.requests}) or count by (${by}) (${METRIC.opened})`;
}

/**
 * Seconds between two samples of the mesh's proxies: the median distance in the longest series of each scrape job, the slowest job of them.
 *
 * Read from stored samples, not from the configuration, which federation and remote write would make untrue.
 */
async function scrapeInterval(
  client: PrometheusClient,
  metric: string,
  nowMs: number,
  signal: AbortSignal,
): Promise<number | null> {
  const longest = await client.query(
    "/api/v1/query",
    form(client, `topk by (job) (1, count_over_time(${metric}[${LOOKBACK}]))`, nowMs),
    { labels: SERIES_LABELS, pivot: null },
    signal,
  );
  if (!longest.ok || longest.value.rows === 0) return null;
  const series = mapRows(longest.value, (row) => SERIES_LABELS.map((_, i) => row.label(i)));
  // One question for all jobs: what else has a value of each in its labels is of the same targets, and of the same interval.
  const matchers = SERIES_LABELS.map((name, i) =>
    matchAny(
      name,
      series.slice(0, MAX_JOBS).map((labels) => labels[i] ?? ""),
    ),
  );
  const query = `${metric}{${matchers.join(",")}}[${LOOKBACK}]`;
  const raw = await client.query("/api/v1/query", form(client, query, nowMs), RAW, signal);
  if (!raw.ok) return null;
  const known = [...stepsByJob(raw.value).values()].flatMap((steps) => median(steps) ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** Enough to name few series; the distance is taken within each series that matches. */
const SERIES_LABELS = [
  "job",
  "instance",
  "pod",
  "reporter",
  "source_workload",
  "source_workload_namespace",
  "destination_workload",
  "destination_service",
  "request_protocol",
  "response_code",
  "grpc_response_status",
  "response_flags",
];

const RAW: Shape = { labels: SERIES_LABELS, pivot: null };

/** Distances of neighbouring samples in seconds, of all series of each job. */
function stepsByJob(columns: Columns): ReadonlyMap<string, readonly number[]> {
  const steps = new Map<string, number[]>();
  mapRows(columns, (row) => {
    const job = row.label(0);
    const own = steps.get(job) ?? [];
    steps.set(job, own);
    let before = Number.POSITIVE_INFINITY;
    row.each((_value, _key, at) => {
      // Series that differ in another label still follow each other in one row: time then steps back.
      if (at > before) own.push(at - before);
      before = at;
    });
    return null;
  });
  return steps;
}

/** To a tenth; `null` of fewer than two. */
function median(steps: readonly number[]): number | null {
  const sorted = [...steps].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined || sorted.length < 2 ? null : Math.round(middle * 10) / 10;
}

function form(client: PrometheusClient, query: string, nowMs: number) {
  return { query, time: String(nowMs / 1000), timeout: `${client.timeoutMs}ms` };
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((v) => v !== "").sort();
}
