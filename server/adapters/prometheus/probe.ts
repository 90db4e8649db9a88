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
 * Finds out what the source is and holds: seven queries at most, and one document. It fails only when the question for metric names fails;
 * whatever else cannot be found is left open (`null`, empty).
 */
export async function probeSource(
  client: PrometheusClient,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<Findings, MetricsError>> {
  const ask = async (query: string, labels: readonly string[]) =>
    client.query("/api/v1/query", form(client, query, nowMs), { labels, pivot: null }, signal);
  const firstLabels = (answer: Result<Columns, MetricsError>) =>
    answer.ok ? mapRows(answer.value, (row) => row.label(0)) : [];
  const wanted = [...EFFECTS.map(([metric]) => metric), "istio_edge:.+"].join("|");

  const [buildinfo, names, reporters, clusters, interval] = await Promise.all([
    client.document("/api/v1/status/buildinfo", signal),
    ask(`count by (__name__) ({__name__=~${quote(wanted)}})`, ["__name__"]),
    ask(everyMetric("reporter"), ["reporter"]),
    ask(`${everyMetric("source_cluster,destination_cluster")}`, [
      "source_cluster",
      "destination_cluster",
    ]),
    scrapeInterval(client, nowMs, signal),
  ]);
  if (!names.ok) return err(names.error);

  const found = firstLabels(names);
  const flavour = flavourOf(buildinfo);
  return ok({
    probe: {
      flavour: flavour.text,
      scrapeIntervalSeconds: interval,
      reporters: distinct(firstLabels(reporters)),
      missing: EFFECTS.filter(([metric]) => !found.includes(metric)).map(([metric, effect]) => ({
        metric,
        effect,
      })),
      clusters: clusters.ok
        ? distinct(
            mapRows(clusters.value, (row) => [row.label(0), row.label(1)])
              .flat()
              .filter((c) => c !== "unknown"),
          )
        : [],
    },
    recorded: recordedRates(found, Object.values(METRIC)),
    thanos: flavour.thanos,
  });
}

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
  nowMs: number,
  signal: AbortSignal,
): Promise<number | null> {
  for (const metric of [METRIC.requests, METRIC.opened]) {
    const longest = await client.query(
      "/api/v1/query",
      form(client, `topk by (job) (1, count_over_time(${metric}[${LOOKBACK}]))`, nowMs),
      { labels: SERIES_LABELS, pivot: null },
      signal,
    );
    if (!longest.ok) return null;
    const series = mapRows(longest.value, (row) => SERIES_LABELS.map((_, i) => row.label(i)));
    const measured = await Promise.all(
      series.slice(0, MAX_JOBS).map(async (labels) => {
        const matchers = SERIES_LABELS.map((name, i) => matchAny(name, [labels[i] ?? ""]));
        const query = `${metric}{${matchers.join(",")}}[${LOOKBACK}]`;
        const answer = await client.query("/api/v1/query", form(client, query, nowMs), RAW, signal);
        return answer.ok ? medianStep(answer.value) : null;
      }),
    );
    const known = measured.filter((s) => s !== null);
    if (known.length > 0) return Math.max(...known);
  }
  return null;
}

const RAW: Shape = { labels: [], pivot: null };
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

/** Median distance of neighbouring samples in seconds, to a tenth; `null` with fewer than three samples. */
function medianStep({ rows, offsets, times }: Columns): number | null {
  const steps: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let i = (offsets[row] ?? 0) + 1; i < (offsets[row + 1] ?? 0); i++) {
      steps.push((times[i] ?? 0) - (times[i - 1] ?? 0));
    }
  }
  steps.sort((a, b) => a - b);
  const middle = steps[Math.floor(steps.length / 2)];
  return middle === undefined || steps.length < 2 ? null : Math.round(middle * 10) / 10;
}

function form(client: PrometheusClient, query: string, nowMs: number) {
  return { query, time: String(nowMs / 1000), timeout: `${client.timeoutMs}ms` };
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((v) => v !== "").sort();
}
