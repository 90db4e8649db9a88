import "server-only";
import { ELSEWHERE, NO_WORKLOAD, type Watch, type WatchedPart } from "@/lib/delivery/change";
import { refKey } from "@/lib/mesh/model/resource";
import { agreementOf, FEWEST_REQUESTS } from "@/lib/mesh/prediction/agreement";
import { exactly, type Interval, plus } from "@/lib/mesh/prediction/interval";
import type { PredictedFlow, PredictedPart } from "@/lib/mesh/prediction/prediction";
import { flowKey, type RequestCount } from "./count-requests";

export type Judgement = Pick<Watch, "parts" | "predictionError"> & {
  readonly verdict: Exclude<Watch["verdict"], "reverted" | "no-metrics">;
};

/** Flows of which the prediction says where they go. */
export const comparable = (flows: readonly PredictedFlow[]): readonly PredictedFlow[] =>
  flows.filter((flow) => flow.known && flow.parts.length > 0);

/**
 * Shares seen against shares set, of every flow that was predicted.
 *
 * @param counts by `flowKey`, of requests since the write alone; empty while there is no full window of them
 */
export function judge(
  predicted: readonly PredictedFlow[],
  counts: ReadonlyMap<string, RequestCount>,
): Judgement {
  const flows = comparable(predicted);
  const parts = flows.flatMap((flow) => partsOf(flow, counts.get(flowKey(flow)) ?? null));
  if (flows.length === 0) return { parts, verdict: "not-predicted", predictionError: null };
  if (counts.size === 0) return { parts, verdict: "waiting", predictionError: null };
  return {
    parts,
    verdict: verdictOf(flows, parts, counts),
    predictionError: errorOf(flows, counts),
  };
}

function verdictOf(
  flows: readonly PredictedFlow[],
  parts: readonly WatchedPart[],
  counts: ReadonlyMap<string, RequestCount>,
): Judgement["verdict"] {
  const requests = flows.reduce((sum, f) => sum + (counts.get(flowKey(f))?.requests ?? 0), 0);
  if (requests === 0) return "no-traffic";
  const verdicts = new Set(parts.map(({ agreement }) => agreement.verdict));
  if (verdicts.has("differs")) return "differs";
  return verdicts.has("agrees") ? "agrees" : "too-few";
}

/** One end of a flow. Answers of the caller's own proxy are one: metrics do not tell them apart by destination. */
type End = {
  readonly name: string;
  readonly set: Interval;
  readonly predicted: Interval;
  readonly taken: number;
};

function partsOf(flow: PredictedFlow, count: RequestCount | null): readonly WatchedPart[] {
  const { caller, service } = flow;
  const requests = count?.requests ?? 0;
  const ends = endsOf(flow, count);
  const named = ends.map((end) => ({
    ...end,
    agreement: agreementOf(end.set, requests, end.taken),
  }));
  const others = count === null ? [] : strayed(flow, count, ends);
  return [...named, ...others].map(({ name, set, predicted, taken, agreement }) => ({
    caller,
    service,
    end: name,
    set,
    predicted,
    seen: count === null ? null : taken / count.seconds,
    agreement,
  }));
}

/** Rules set whole percents: what is less than half of one is no share of theirs. */
const NO_SHARE: Interval = { min: 0, max: 0.005 };

/**
 * Requests of which the prediction says that there are none: to workloads that it does not name, and to none at all. Where shares are
 * known within bounds only, those of the named ends may hold without them.
 */
function strayed(
  flow: PredictedFlow,
  count: RequestCount,
  ends: readonly End[],
): readonly (End & Pick<WatchedPart, "agreement">)[] {
  const lost = flow.parts.some(({ end }) => end.type !== "workload") ? 0 : unanswered(count);
  const named = ends.reduce((sum, { taken }) => sum + taken, 0);
  const elsewhere = Math.max(0, count.requests - named - lost);
  const nothing = { set: exactly(0), predicted: exactly(0) };
  return [
    { name: ELSEWHERE, taken: elsewhere, ...nothing },
    { name: NO_WORKLOAD, taken: lost, ...nothing },
  ]
    .filter(({ taken }) => agreementOf(NO_SHARE, count.requests, taken).verdict === "differs")
    .map((end) => ({ ...end, agreement: agreementOf(end.set, count.requests, end.taken) }));
}

function endsOf(flow: PredictedFlow, count: RequestCount | null): readonly End[] {
  const workloads = flow.parts.flatMap((part) => workloadEnd(flow, part, count) ?? []);
  const answers = flow.parts.filter(({ end }) => end.type !== "workload");
  if (answers.length === 0) return workloads;
  return [
    ...workloads,
    {
      name: [...new Set(answers.map(({ end }) => end.type))].join(", "),
      set: answers.map((part) => part.setAfter).reduce(plus, exactly(0)),
      predicted: answers.map((part) => part.after).reduce(plus, exactly(0)),
      taken: unanswered(count),
    },
  ];
}

function workloadEnd(
  { service }: PredictedFlow,
  { end, setAfter: set, after: predicted }: PredictedPart,
  count: RequestCount | null,
): End | null {
  if (end.type !== "workload") return null;
  const { namespace, name } = end.ref;
  return {
    name: namespace === service.namespace ? name : `${namespace}/${name}`,
    set,
    predicted,
    taken: count?.byWorkload.get(refKey(end.ref)) ?? 0,
  };
}

/** Requests that reached no workload. */
const unanswered = (count: RequestCount | null): number =>
  count === null
    ? 0
    : Math.max(0, count.requests - [...count.byWorkload.values()].reduce((a, b) => a + b, 0));

/**
 * Requests that went elsewhere than predicted, as a share of all that were: of each flow what lies above its ends' bounds, or what is
 * missing below them, whichever is more. Flows with too few requests to say anything do not count.
 */
function errorOf(
  flows: readonly PredictedFlow[],
  counts: ReadonlyMap<string, RequestCount>,
): number | null {
  const told = flows.flatMap((flow) => {
    const count = counts.get(flowKey(flow));
    return count === undefined || count.requests < FEWEST_REQUESTS ? [] : [{ flow, count }];
  });
  const requests = told.reduce((sum, { count }) => sum + count.requests, 0);
  if (requests === 0) return null;
  return told.reduce((sum, { flow, count }) => sum + misplaced(flow, count), 0) / requests;
}

function misplaced(flow: PredictedFlow, count: RequestCount): number {
  const ends = endsOf(flow, count);
  const named = ends.reduce((sum, { taken }) => sum + taken, 0);
  const above = ends.map(({ set, taken }) => Math.max(0, taken - set.max * count.requests));
  const below = ends.map(({ set, taken }) => Math.max(0, set.min * count.requests - taken));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  // What went to an end that nobody predicted is above the bounds too.
  return Math.max(sum(above) + Math.max(0, count.requests - named), sum(below));
}
