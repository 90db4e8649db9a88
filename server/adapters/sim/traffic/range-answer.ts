import "server-only";
import type {
  BucketSeries,
  CallSeries,
  RangeAnswer,
  RangeRequest,
  RequestSeries,
  TcpSeries,
  TrafficSelector,
  WorkloadSelector,
} from "@/lib/mesh/telemetry/range";
import type { Engine } from "./engine";
import { LATENCY_BOUNDS } from "./latency";
import { blockOf, type Row } from "./rows";

/** Longest series of a chart; a step that would need more is multiplied. */
const MAX_POINTS = 240;
/** Shorter windows would show counting noise alone. */
const MIN_WINDOW = 30;

export type History = {
  /** First second with traffic. */
  readonly from: number;
  /** Second that is not complete yet. */
  readonly to: number;
};

/**
 * Series for charts, at multiples of the step. `null` where there is nothing to say: before the history, in the future, and for a
 * kind of request before it was first seen in the time asked for (from then on its silence is a zero, as a counter's is).
 */
export function rangeAnswer(engine: Engine, history: History, request: RangeRequest): RangeAnswer {
  const { stepSeconds, times } = grid(request);
  const windowSeconds = Math.max(MIN_WINDOW, stepSeconds);
  const series = createSeries(engine, history, times, windowSeconds);
  const asked = new Set(request.measures);
  const keep = matches(request.selector);
  const http = (row: Row) => row.protocol !== "tcp" && keep(row);
  const tcp = (row: Row) => row.protocol === "tcp" && keep(row);
  return {
    times: times.map((t) => t * 1000),
    stepSeconds,
    windowSeconds,
    requests: asked.has("requests") ? requestSeries(series.collect(http, requestCells)) : null,
    latency: asked.has("latency") ? bucketSeries(series.collect(http, bucketCells)) : null,
    tcp: asked.has("tcp") ? tcpSeries(series.collect(tcp, byteCells)) : null,
    calls: asked.has("calls")
      ? callSeries(series.collect(http, callCells(request.selector)))
      : null,
    warnings: [],
  };
}

function grid(request: RangeRequest): { stepSeconds: number; times: readonly number[] } {
  const asked = Math.max(1, Math.ceil(request.stepSeconds));
  const span = Math.max(0, (request.to - request.from) / 1000);
  const stepSeconds = asked * Math.max(1, Math.ceil(span / (MAX_POINTS - 1) / asked));
  const first = Math.ceil(request.from / 1000 / stepSeconds);
  const last = Math.floor(request.to / 1000 / stepSeconds);
  const times = Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => (first + i) * stepSeconds,
  );
  return { stepSeconds, times };
}

/** Whether the selector means this row, as its reporter labels it. */
function matches(selector: TrafficSelector): (row: Row) => boolean {
  return (row) => {
    if (!row.reports[selector.reporter]) return false;
    const labels = labelsBy(selector, row);
    const { sourceNamespace, sourceWorkload, destinationNamespace, destinationWorkload } = labels;
    return (
      among(selector.sources, sourceNamespace, sourceWorkload) &&
      among(selector.destinations, destinationNamespace, destinationWorkload) &&
      (selector.services?.includes(labels.destinationService) ?? true)
    );
  };
}

const labelsBy = ({ reporter }: TrafficSelector, row: Row) =>
  reporter === "source" ? row.asSource : row.asDestination;

function among(
  wanted: readonly WorkloadSelector[] | undefined,
  namespace: string,
  workload: string,
): boolean {
  return wanted?.some((w) => w.namespace === namespace && w.workload === workload) ?? true;
}

/** What a request of a row adds: to which series, and how much. */
type Cell = { readonly key: string; readonly amount: number };
type Cells = (row: Row, block: number) => readonly Cell[];

const requestCells: Cells = (row) => [
  {
    key: JSON.stringify([
      row.protocol,
      row.code,
      row.grpc,
      row.asSource.destinationNamespace,
      row.asSource.destinationWorkload,
    ]),
    amount: 1,
  },
];

const callCells =
  (selector: TrafficSelector): Cells =>
  (row) => {
    const labels = labelsBy(selector, row);
    const key = JSON.stringify([
      row.protocol,
      row.code,
      row.grpc,
      labels.sourceNamespace,
      labels.destinationService,
      labels.destinationNamespace,
    ]);
    return [{ key, amount: 1 }];
  };

const bucketCells: Cells = (row, block) =>
  Array.from(row.durations(block).shares, (amount, i) => ({ key: String(i), amount }));

const byteCells: Cells = (row) => [
  { key: "toServer", amount: row.bytes.request },
  { key: "toClient", amount: row.bytes.response },
];

type Collected = ReadonlyMap<string, readonly (number | null)[]>;

function createSeries(
  engine: Engine,
  history: History,
  times: readonly number[],
  windowSeconds: number,
) {
  const start = Math.max(history.from, (times[0] ?? 0) - windowSeconds);
  const end = Math.min(history.to, times.at(-1) ?? 0);
  return {
    /** Sums per second of what `cells` says of the rows that `keep` admits, as rates over the window before each time. */
    collect(keep: (row: Row) => boolean, cells: Cells): Collected {
      const sums = new Map<string, Float64Array>();
      const length = Math.max(0, end - start);
      for (let second = start; second < end; second++) {
        const { plan, counts } = engine.at(second);
        plan.rows.forEach((row, i) => {
          const n = counts[i] ?? 0;
          if (n === 0 || !keep(row)) return;
          for (const cell of cells(row, blockOf(second))) {
            const sum = sums.get(cell.key) ?? new Float64Array(length);
            sums.set(cell.key, sum);
            sum[second - start] = (sum[second - start] ?? 0) + n * cell.amount;
          }
        });
      }
      return new Map([...sums].map(([key, perSecond]) => [key, rates(perSecond)]));
    },
  };

  function rates(perSecond: Float64Array): readonly (number | null)[] {
    const first = start + perSecond.findIndex((n) => n > 0);
    const before = new Float64Array(perSecond.length + 1);
    perSecond.forEach((n, i) => {
      before[i + 1] = (before[i] ?? 0) + n;
    });
    return times.map((time) => {
      if (time <= first || time > history.to || time - windowSeconds < history.from) return null;
      const to = before[time - start] ?? 0;
      const from = before[Math.max(0, time - windowSeconds - start)] ?? 0;
      return (to - from) / windowSeconds;
    });
  }
}

function requestSeries(collected: Collected): readonly RequestSeries[] {
  return [...collected].map(([key, values]) => {
    // Keys are written by requestCells, from five texts.
    const [
      protocol = "",
      code = "",
      grpcStatus = "",
      destinationNamespace = "",
      destinationWorkload = "",
    ] = JSON.parse(key) as readonly string[];
    return { protocol, code, grpcStatus, destinationNamespace, destinationWorkload, values };
  });
}

function callSeries(collected: Collected): readonly CallSeries[] {
  return [...collected].map(([key, values]) => {
    // Keys are written by callCells, from six texts.
    const [
      protocol = "",
      code = "",
      grpcStatus = "",
      sourceNamespace = "",
      destinationService = "",
      destinationNamespace = "",
    ] = JSON.parse(key) as readonly string[];
    const ends = { sourceNamespace, destinationService, destinationNamespace };
    return { protocol, code, grpcStatus, ...ends, values };
  });
}

function bucketSeries(collected: Collected): readonly BucketSeries[] {
  return [...collected].map(([key, values]) => ({
    bound: LATENCY_BOUNDS[Number(key)] ?? "+Inf",
    values,
  }));
}

function tcpSeries(collected: Collected): readonly TcpSeries[] {
  return [...collected].map(([key, values]) => ({
    direction: key === "toServer" ? ("toServer" as const) : ("toClient" as const),
    values,
  }));
}
