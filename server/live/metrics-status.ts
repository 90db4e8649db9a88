import "server-only";
import type { SourceProblem, SourceStatus } from "@/lib/mesh/model/source";
import { lacksNewSamples } from "@/lib/mesh/telemetry/current-samples";
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
  /** Why the last reading is no picture of the traffic; `null` when it is one. */
  readonly unmeasured: Unmeasured | null;
};

/**
 * Why an answer says nothing of the traffic though the source answers.
 *
 * - `silent`: its newest sample is too old, or it has none that is current: what it scrapes is down or gone.
 * - `resuming`: it scrapes again, and its samples do not reach back to the beginning of the window.
 * - `young`: it has just begun. - `lacking`: it has no series of traffic at all.
 */
export type Unmeasured = "silent" | "resuming" | "young" | "lacking";

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

/** A time without current samples. */
export type Silence = {
  /** End of the window of the last reading before it that was good; `null` without one. */
  readonly since: number | null;
  /** Moment of the last reading that found none. */
  readonly until: number;
};

/** What is known of the source when a reading is judged; `silence` is the last one, `null` when there was none. */
type SourceFacts = { readonly probe: MetricsProbe | null; readonly silence: Silence | null };

/**
 * Whether the window begins within a silence. `rate` divides what the samples of a window tell by the whole of it, so that it is too
 * low by as much as they do not reach back; samples from before a silence make it whole.
 */
function beginsInSilence({ at, windowSeconds }: TrafficSamples, silence: Silence | null): boolean {
  const from = at - windowSeconds * 1000;
  return (
    silence !== null && from < silence.until && (silence.since === null || from > silence.since)
  );
}

/**
 * Whether an answer is no picture of the traffic, and why.
 *
 * An empty one from a source without a series of traffic, or without two samples of any, means that nothing is measured, not that
 * nothing is sent. One whose newest samples are missing tells rates that fall towards zero.
 */
export function unmeasuredBy(reading: Reading, { probe, silence }: SourceFacts): Unmeasured | null {
  if (!reading.ok) return null;
  if (lacksNewSamples(reading.samples, probe?.scrapeIntervalSeconds ?? null)) return "silent";
  if (beginsInSilence(reading.samples, silence)) return "resuming";
  if (!isEmpty(reading)) return null;
  if (lacksTraffic(probe)) return "lacking";
  return isFresh(probe) ? "young" : null;
}

const lacksTraffic = (probe: MetricsProbe | null): boolean =>
  MEASURED_BY.every((metric) => probe?.missing.some((m) => m.metric === metric) === true);

/** Where the metrics of traffic are missing, that says it. */
const whyUnmeasured = (why: Unmeasured): readonly SourceProblem[] =>
  why === "lacking" ? [] : [{ code: "warning", detail: metricsSourceText.unmeasured[why] }];

/** Metrics without a series are named, but only a mesh without requests' metric lacks something that was asked for. */
const missingMetrics = (probe: MetricsProbe | null): readonly SourceProblem[] =>
  (probe?.missing ?? []).map((m) => ({
    code: "metric-missing",
    metric: m.metric,
    effect: m.effect,
  }));

function stateAndProblems(facts: MetricsFacts): Pick<SourceStatus, "state" | "problems"> {
  const { fast, probe, unmeasured } = facts;
  if (fast === null) return { state: "connecting", problems: [] };
  const withoutData = facts.lastGoodAt === null ? "down" : "stale";
  if (!fast.ok) return { state: withoutData, problems: [fast.error] };
  const failing = unique([
    ...missingParts(fast.samples),
    ...warnings(fast.samples),
    ...latencyProblems(facts.latency),
  ]);
  // A metric without a series is news of its own only where others have some.
  const missing = unmeasured === null || unmeasured === "lacking" ? missingMetrics(probe) : [];
  const problems = [...failing, ...missing];
  if (!bringsRequests(fast)) return { state: withoutData, problems };
  if (unmeasured !== null) {
    const state = facts.seenTraffic ? "stale" : "partial";
    return { state, problems: [...problems, ...whyUnmeasured(unmeasured)] };
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
