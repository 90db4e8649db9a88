import "server-only";
import type { SourceProblem, SourceStatus } from "@/lib/mesh/model/source";
import type { TrafficPart, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { liveText } from "@/lib/messages/live";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import type { MetricsError, MetricsProbe } from "@/server/ports/metrics";
import type { TickOutcome } from "./observer";

/** How the last reading of one cadence ended. */
export type Reading = GoodReading | { readonly ok: false; readonly error: MetricsError };
type GoodReading = { readonly ok: true; readonly samples: TrafficSamples };

/** All that the state of the metrics source follows from. */
export type MetricsFacts = {
  readonly probe: MetricsProbe | null;
  readonly fast: Reading | null;
  readonly latency: Reading | null;
  /** End of the window of the last reading that brought requests; `null` before the first. */
  readonly lastGoodAt: number | null;
  /** Whether any reading had traffic. */
  readonly seenTraffic: boolean;
};

const missingParts = (samples: TrafficSamples): readonly SourceProblem[] =>
  samples.problems.map((p) => ({ code: "query-failing", query: p.part, detail: p.detail }));

const warnings = (samples: TrafficSamples): readonly SourceProblem[] =>
  samples.warnings.map((detail) => ({ code: "warning", detail }));

const LATENCY: TrafficPart = "latency";

function latencyProblems(latency: Reading | null): readonly SourceProblem[] {
  if (latency === null) return [];
  if (latency.ok) return [...missingParts(latency.samples), ...warnings(latency.samples)];
  return [
    { code: "query-failing", query: LATENCY, detail: metricsSourceText.failure(latency.error) },
  ];
}

function unique(problems: readonly SourceProblem[]): readonly SourceProblem[] {
  const byText = new Map(problems.map((p) => [JSON.stringify(p), p]));
  return [...byText.values()];
}

/** Without rates there is no traffic to show: such a reading did not bring anything newer. */
export const bringsRequests = (reading: Reading | null): reading is GoodReading =>
  reading?.ok === true && reading.samples.requests !== null;

export function outcomeOf(reading: Reading): TickOutcome {
  if (!reading.ok) return "failed";
  return reading.samples.problems.length > 0 ? "partial" : "ok";
}

/** Without a series of any of these nobody measures traffic. */
const MEASURED_BY = ["istio_requests_total", "istio_tcp_connections_opened_total"];

/** Whether an answer is empty: no traffic, or nobody who measures it. */
export const isEmpty = ({ samples }: GoodReading): boolean =>
  [samples.requests, samples.unproxied, samples.tcp].every((rows) => rows?.length === 0);

/** The source answers, and no series has two samples yet: nothing is known of how often it scrapes, and no rate can be had. */
const isFresh = (probe: MetricsProbe | null): boolean => probe?.scrapeIntervalSeconds === null;

/**
 * Whether an empty answer means that nothing is measured, not that nothing is sent: the source answers and has no series of traffic,
 * as when it lost its targets, or none with two samples, as when it has just begun.
 */
export const isUnmeasured = (reading: Reading | null, probe: MetricsProbe | null): boolean =>
  reading?.ok === true && isEmpty(reading) && (isFresh(probe) || lacksTraffic(probe));

const lacksTraffic = (probe: MetricsProbe | null): boolean =>
  MEASURED_BY.every((metric) => probe?.missing.some((m) => m.metric === metric) === true);

/** Where the metrics of traffic are missing, that says it; where they are there and too young for a rate, this. */
const tooYoung = (probe: MetricsProbe | null): readonly SourceProblem[] =>
  isFresh(probe) && !lacksTraffic(probe)
    ? [{ code: "warning", detail: metricsSourceText.tooYoung }]
    : [];

/** Metrics without a series are named, but only a mesh without requests' metric lacks something that was asked for. */
const missingMetrics = (probe: MetricsProbe | null): readonly SourceProblem[] =>
  (probe?.missing ?? []).map((m) => ({
    code: "metric-missing",
    metric: m.metric,
    effect: m.effect,
  }));

function stateAndProblems(facts: MetricsFacts): Pick<SourceStatus, "state" | "problems"> {
  const { fast, probe } = facts;
  if (fast === null) return { state: "connecting", problems: [] };
  const withoutData = facts.lastGoodAt === null ? "down" : "stale";
  if (!fast.ok) return { state: withoutData, problems: [fast.error] };
  const failing = unique([
    ...missingParts(fast.samples),
    ...warnings(fast.samples),
    ...latencyProblems(facts.latency),
  ]);
  const problems = [...failing, ...missingMetrics(probe)];
  if (!bringsRequests(fast)) return { state: withoutData, problems };
  if (isUnmeasured(fast, probe)) {
    const state = facts.seenTraffic ? "stale" : "partial";
    return { state, problems: [...problems, ...tooYoung(probe)] };
  }
  return { state: failing.length > 0 ? "partial" : "ready", problems };
}

/** The state of the metrics source; `since` moves only when the state does. */
export function metricsStatus(
  previous: SourceStatus,
  facts: MetricsFacts,
  now: number,
): SourceStatus {
  const { state, problems } = stateAndProblems(facts);
  return {
    ...previous,
    state,
    since: state === previous.state ? previous.since : now,
    lastGoodAt: facts.lastGoodAt,
    problems,
    found: facts.probe === null ? previous.found : liveText.found(facts.probe),
  };
}
