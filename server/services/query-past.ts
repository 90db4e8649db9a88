import "server-only";
import { lacksNewSamples } from "@/lib/mesh/telemetry/current-samples";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import type {
  RangeAnswer,
  RangeRequest,
  RequestSeries,
  TrafficSelector,
} from "@/lib/mesh/telemetry/range";
import { answerSide } from "@/lib/mesh/telemetry/ratios";
import type { EpochMs, TrafficPart, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { type TrafficReset, trafficReset } from "@/lib/mesh/telemetry/traffic-frame";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { MetricsError, MetricsPort } from "@/server/ports/metrics";
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

/** Requests of the whole mesh over time, per second; `null` where the source has no sample. */
export type Timeline = {
  readonly times: readonly EpochMs[];
  readonly stepSeconds: number;
  readonly total: readonly (number | null)[];
  readonly failed: readonly (number | null)[];
  /**
   * The total by the namespace that the requests reached, to a thousandth: together they are the total. What reached no workload is
   * under `unknown`.
   */
  readonly namespaces: readonly {
    readonly name: string;
    readonly total: readonly (number | null)[];
  }[];
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

export const alignDown = (at: EpochMs, stepSeconds: number): EpochMs =>
  Math.floor(at / (stepSeconds * 1000)) * stepSeconds * 1000;

/** Sums series point by point; a point is `null` only where no series has a sample. */
function sumSeries(series: readonly RequestSeries[], length: number): readonly (number | null)[] {
  return Array.from({ length }, (_, i) =>
    series.reduce<number | null>((sum, { values }) => {
      const value = values[i] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    }, null),
  );
}

/**
 * The total and the failed requests of an answer.
 *
 * Where requests have samples but no failure does, failures are zero, not unknown: a series of errors exists only once one happened.
 */
export function timelineOf(answer: RangeAnswer): Timeline {
  const series = answer.requests ?? [];
  const { length } = answer.times;
  const total = sumSeries(series, length);
  const errors = series.filter((s) => answerSide(s) === "server-error");
  const failed = sumSeries(errors, length).map((value, i) =>
    value === null && total[i] !== null ? 0 : value,
  );
  const { times, stepSeconds, warnings } = answer;
  return { times, stepSeconds, total, failed, namespaces: byNamespace(series, total), warnings };
}

/** A series that is absent where others have samples counts nothing, as failures do. */
function byNamespace(
  series: readonly RequestSeries[],
  total: readonly (number | null)[],
): Timeline["namespaces"] {
  const groups = new Map<string, RequestSeries[]>();
  for (const one of series) {
    const group = groups.get(one.destinationNamespace);
    if (group === undefined) groups.set(one.destinationNamespace, [one]);
    else group.push(one);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => ({
      name,
      total: sumSeries(own, total.length).map((value, i) =>
        value === null ? (total[i] === null ? null : 0) : Math.round(value * 1000) / 1000,
      ),
    }));
}

/** Each request once: callers report their own, and of callers without a proxy the callee does. As the ticks count them. */
const EVERY_REQUEST: readonly [TrafficSelector, TrafficSelector] = [
  { reporter: "source" },
  {
    reporter: "destination",
    sources: [{ cluster: "", namespace: "unknown", workload: "unknown" }],
  },
];

const joined = (first: RangeAnswer, others: readonly RangeAnswer[]): RangeAnswer => ({
  ...first,
  requests: [first, ...others].flatMap(({ requests }) => requests ?? []),
  warnings: [...new Set([first, ...others].flatMap(({ warnings }) => warnings))],
});

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
    async timeline(from, to, stepSeconds) {
      const over = { measures: ["requests"], from, to, stepSeconds } as const;
      const answers = await Promise.all(
        EVERY_REQUEST.map((selector) => range({ ...over, selector })),
      );
      const failed = answers.find((answer) => !answer.ok);
      if (failed) return failed;
      const [proxied, ...others] = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
      if (!proxied) throw new Error("no selector was asked for");
      return ok(timelineOf(joined(proxied, others)));
    },
  };
}
