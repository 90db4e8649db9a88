import "server-only";
import type { Naming } from "@/lib/mesh/graph/ends/graph-context";
import { lacksNewSamples } from "@/lib/mesh/telemetry/current-samples";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import type { RangeAnswer, RangeRequest } from "@/lib/mesh/telemetry/range";
import type { EpochMs, TrafficPart, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { type TrafficReset, trafficReset } from "@/lib/mesh/telemetry/traffic-frame";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { MetricsError, MetricsPort } from "@/server/ports/metrics";
import { readTimeline, type Timeline } from "./query-timeline";
import { createSharedCache } from "./shared-cache";

export type PastError =
  | MetricsError
  | { readonly code: "metrics-not-configured" }
  /** No sample of the mesh in the window: what was there is not known, which is not the same as no traffic. */
  | { readonly code: "no-samples"; readonly at: EpochMs };

/** The whole mesh at one moment, and what is missing in it. */
export type TrafficAt = {
  readonly traffic: TrafficReset;
  readonly problems: TrafficSamples["problems"];
  readonly warnings: readonly string[];
};

export type PastQueries = {
  /**
   * The traffic in the window that ended `at`, floored to `ALIGN_SECONDS` so that viewers share it. A window too short for the
   * source is raised, as the live one is: the answer names the window it has.
   */
  trafficAt(at: EpochMs, windowSeconds: number): Promise<Result<TrafficAt, PastError>>;
  /** Series for charts; `from` and `to` are aligned to the step. */
  range(request: RangeRequest): Promise<Result<RangeAnswer, PastError>>;
  timeline(from: EpochMs, to: EpochMs, stepSeconds: number): Promise<Result<Timeline, PastError>>;
};

export type PastOptions = {
  /** `null` when no metrics source is configured. */
  readonly metrics: MetricsPort | null;
  readonly clock: Clock;
  /** The level of quantiles that the mesh affords now. */
  readonly latencyLevel: () => "workload" | "service";
  /** What says which objects the names in metrics mean, at this moment. */
  readonly mesh: () => Naming;
  /** Seconds below which a window has no rates that hold. */
  readonly shortestWindowSeconds: () => number;
  /** Ends queries that are under way when the server stops. */
  readonly signal: AbortSignal;
};

const ALIGN_SECONDS = 5;
const ALL_PARTS: readonly TrafficPart[] = ["requests", "security", "tcp", "messages", "latency"];

/** Samples older than this no longer change; younger ones may still be on their way. */
const SETTLED_AFTER_MS = 120_000;
const SETTLED_LIFETIME_MS = 3_600_000;
const FRESH_LIFETIME_MS = 5_000;

const TRAFFIC_ENTRIES = 60;
const RANGE_ENTRIES = 200;
const TIMELINE_ENTRIES = 20;

export const alignDown = (at: EpochMs, stepSeconds: number): EpochMs =>
  Math.floor(at / (stepSeconds * 1000)) * stepSeconds * 1000;

const isEmpty = ({ requests, unproxied, tcp }: TrafficSamples): boolean =>
  [requests, unproxied, tcp].every((rows) => rows !== null && rows.length === 0);

/** Rates of a window whose end has no samples are too low. A window holds four scrapes. */
const endingEarly = (samples: TrafficSamples): readonly string[] =>
  lacksNewSamples(samples, samples.windowSeconds / 4) ? [metricsSourceText.endsEarly] : [];

/** Questions about other times and windows than the live one. Many viewers, one query. */
export function createPastQueries(options: PastOptions): PastQueries {
  const { clock, latencyLevel, metrics, signal } = options;
  if (metrics === null) {
    const refuse = async () => err({ code: "metrics-not-configured" } as const);
    return { trafficAt: refuse, range: refuse, timeline: refuse };
  }
  const lifetime = (end: EpochMs) =>
    clock.now() - end > SETTLED_AFTER_MS ? SETTLED_LIFETIME_MS : FRESH_LIFETIME_MS;
  const moments = createSharedCache<TrafficAt, PastError>({
    clock,
    entries: TRAFFIC_ENTRIES,
    lifetimeMs: ({ problems, traffic }) =>
      problems.length > 0 ? FRESH_LIFETIME_MS : lifetime(traffic.at),
  });
  const ranges = createSharedCache<RangeAnswer, MetricsError>({
    clock,
    entries: RANGE_ENTRIES,
    lifetimeMs: ({ times, warnings }) =>
      warnings.length > 0 ? FRESH_LIFETIME_MS : lifetime(times.at(-1) ?? clock.now()),
  });

  /** Ticks ask for rates above zero, so that an empty answer may mean silence or ignorance: a series says which. */
  const hasSamples = async (at: EpochMs, windowSeconds: number) => {
    const from = at - windowSeconds * 1000;
    const selector = { reporter: "source" } as const;
    const measures = ["requests", "tcp"] as const;
    const answer = await metrics.range(
      { selector, measures, from, to: at, stepSeconds: windowSeconds },
      signal,
    );
    if (!answer.ok) return answer;
    const series = [...(answer.value.requests ?? []), ...(answer.value.tcp ?? [])];
    return ok(series.some(({ values }) => values.some((value) => value !== null)));
  };

  const ask = async (at: EpochMs, windowSeconds: number) => {
    const request = { at, windowSeconds, parts: ALL_PARTS, latencyLevel: latencyLevel() };
    const answer = await metrics.traffic(request, signal);
    if (!answer.ok) return answer;
    const { problems } = answer.value;
    const warnings = [...answer.value.warnings, ...endingEarly(answer.value)];
    if (isEmpty(answer.value)) {
      const sampled = await hasSamples(at, windowSeconds);
      if (!sampled.ok) return sampled;
      if (!sampled.value) return err({ code: "no-samples", at } as const);
    }
    return ok({ traffic: trafficReset(foldSamples(answer.value, null, 0)), problems, warnings });
  };

  const timelines = createSharedCache<Timeline, MetricsError>({
    clock,
    entries: TIMELINE_ENTRIES,
    lifetimeMs: ({ times, warnings }) =>
      warnings.length > 0 ? FRESH_LIFETIME_MS : lifetime(times.at(-1) ?? clock.now()),
  });

  const range = (request: RangeRequest) => {
    const { stepSeconds } = request;
    const from = alignDown(request.from, stepSeconds);
    const to = alignDown(request.to, stepSeconds);
    const aligned = { ...request, from, to };
    return ranges.get(JSON.stringify(aligned), () => metrics.range(aligned, signal));
  };

  return {
    trafficAt(at, windowSeconds) {
      const aligned = alignDown(at, ALIGN_SECONDS);
      const seconds = Math.max(windowSeconds, options.shortestWindowSeconds());
      return moments.get(`${aligned}/${seconds}`, () => ask(aligned, seconds));
    },
    range,
    timeline: (from, to, stepSeconds) =>
      timelines.get(`${from}/${to}/${stepSeconds}`, () =>
        readTimeline({ range, mesh: options.mesh }, { from, to, stepSeconds }),
      ),
  };
}
