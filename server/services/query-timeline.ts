import "server-only";
import {
  enteringLines,
  gatewaysUnseen,
  type NamespaceLine,
} from "@/lib/mesh/graph/assemble/entering-lines";
import type { Naming } from "@/lib/mesh/graph/ends/graph-context";
import type {
  CallSeries,
  RangeAnswer,
  RangeRequest,
  TrafficSelector,
} from "@/lib/mesh/telemetry/range";
import { answerSide } from "@/lib/mesh/telemetry/ratios";
import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import { ok, type Result } from "@/lib/result";
import type { MetricsError } from "@/server/ports/metrics";

/** Requests of the whole mesh over time, per second; `null` where the source has no sample. */
export type Timeline = {
  readonly times: readonly EpochMs[];
  readonly stepSeconds: number;
  readonly total: readonly (number | null)[];
  readonly failed: readonly (number | null)[];
  /** What enters each namespace: the measure that the graph gives its group. */
  readonly namespaces: readonly NamespaceLine[];
  readonly warnings: readonly string[];
};

type TimelineSource = {
  readonly range: (request: RangeRequest) => Promise<Result<RangeAnswer, MetricsError>>;
  readonly mesh: () => Naming;
};

type Span = Pick<RangeRequest, "from" | "to" | "stepSeconds">;

/** Each request once: callers report their own, and of callers without a proxy the callee does. As the ticks count them. */
const EVERY_REQUEST: readonly [TrafficSelector, TrafficSelector] = [
  { reporter: "source" },
  {
    reporter: "destination",
    sources: [{ cluster: "", namespace: "unknown", workload: "unknown" }],
  },
];

/** Two questions for the whole mesh, and a third where it has gateways whose own requests nobody reports. */
export async function readTimeline(
  { range, mesh }: TimelineSource,
  span: Span,
): Promise<Result<Timeline, MetricsError>> {
  const callsOf = (selector: TrafficSelector) => range({ ...span, measures: ["calls"], selector });
  const answers = await Promise.all(EVERY_REQUEST.map(callsOf));
  const failed = answers.find((answer) => !answer.ok);
  if (failed) return failed;
  const [proxied, ...others] = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  if (!proxied) throw new Error("no selector was asked for");
  const naming = mesh();
  const answer = joined(proxied, others);
  const unseen = gatewaysUnseen(naming, answer.calls);
  const passing = await callsOf({
    reporter: "source",
    sources: unseen.map(({ meta }) => ({
      cluster: "",
      namespace: meta.namespace,
      workload: meta.name,
    })),
  });
  return ok(timelineOf(naming, answer, passing.ok ? passing.value.calls : null));
}

type Calls = Pick<RangeAnswer, "times" | "stepSeconds" | "warnings"> & {
  readonly calls: readonly CallSeries[];
};

function joined(first: RangeAnswer, others: readonly RangeAnswer[]): Calls {
  const all = [first, ...others];
  return {
    times: first.times,
    stepSeconds: first.stepSeconds,
    calls: all.flatMap(({ calls }) => calls ?? []),
    warnings: [...new Set(all.flatMap(({ warnings }) => warnings))],
  };
}

/**
 * The total and the failed requests, and what enters each namespace.
 *
 * Where requests have samples but no failure does, failures are zero, not unknown: a series of errors exists only once one happened.
 *
 * @param passedOn what comes from gateways whose own requests nobody reports; `null` where that is not known
 */
export function timelineOf(
  naming: Naming,
  { times, stepSeconds, calls, warnings }: Calls,
  passedOn: readonly CallSeries[] | null,
): Timeline {
  const { length } = times;
  const total = sumSeries(calls, length);
  const errors = calls.filter((call) => answerSide(call) === "server-error");
  const failed = sumSeries(errors, length).map((value, i) =>
    value === null && total[i] !== null ? 0 : value,
  );
  const namespaces = enteringLines(naming, { length, calls, passedOn });
  return { times, stepSeconds, total, failed, namespaces, warnings };
}

/** Sums series point by point; a point is `null` only where no series has a sample. */
function sumSeries(series: readonly CallSeries[], length: number): readonly (number | null)[] {
  return Array.from({ length }, (_, i) =>
    series.reduce<number | null>((sum, { values }) => {
      const value = values[i] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    }, null),
  );
}
