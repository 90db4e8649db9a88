import "server-only";
import {
  type BucketBound,
  type BucketSeries,
  boundMs,
  type CallSeries,
  type RequestSeries,
  type TcpSeries,
} from "@/lib/mesh/telemetry/range";
import type { RangeGrid } from "../queries/range-queries";
import type { Columns } from "./parse-answer.mjs";
import { mapRows, type Row } from "./rows";

/** Requests per second by protocol, code, gRPC status and callee. */
export function requestSeries(columns: Columns, grid: RangeGrid): readonly RequestSeries[] {
  return mapRows(columns, (row) => ({
    protocol: row.label(0),
    code: row.label(1),
    grpcStatus: row.label(2),
    destinationNamespace: row.label(3),
    destinationWorkload: row.label(4),
    values: valuesOf(row, grid),
  }));
}

/** Requests per second by protocol, code, gRPC status, the caller's namespace, the host and the callee's namespace. */
export function callSeries(columns: Columns, grid: RangeGrid): readonly CallSeries[] {
  return mapRows(columns, (row) => ({
    protocol: row.label(0),
    code: row.label(1),
    grpcStatus: row.label(2),
    sourceNamespace: row.label(3),
    destinationService: row.label(4),
    destinationNamespace: row.label(5),
    values: valuesOf(row, grid),
  }));
}

/** Cumulative bucket rates by bound in ms, ascending, `+Inf` last. */
export function bucketSeries(columns: Columns, grid: RangeGrid): readonly BucketSeries[] {
  const byBound = new Map<BucketBound, (number | null)[]>();
  mapRows(columns, (row) => {
    const bound = boundOf(row.label(0));
    if (bound === null) return null;
    // `5` and `5.0` are one bound, each of a part of the series: see `samplesFromAnswers`.
    const values = valuesOf(row, grid);
    const known = byBound.get(bound);
    byBound.set(bound, known === undefined ? values : values.map((v, i) => added(v, known[i])));
    return null;
  });
  const series = [...byBound].map(([bound, values]) => ({ bound, values }));
  // A bucket's rate is at least that of the one below; sums in different order may differ in the last digits.
  return series
    .sort((a, b) => (boundMs(a.bound) < boundMs(b.bound) ? -1 : 1))
    .map((s, i, all) => atLeast(s, all[i - 1]));
}

const added = (a: number | null, b: number | null | undefined): number | null =>
  a === null ? (b ?? null) : a + (b ?? 0);

/** The bound that a label `le` names; `null` where it names none. */
function boundOf(le: string): BucketBound | null {
  if (le === "+Inf") return le;
  const bound = Number(le);
  return le === "" || !Number.isFinite(bound) ? null : bound;
}

function atLeast(series: BucketSeries, below: BucketSeries | undefined): BucketSeries {
  if (below === undefined) return series;
  const values = series.values.map((value, i) => {
    const least = below.values[i] ?? null;
    return value === null || least === null ? value : Math.max(value, least);
  });
  return { ...series, values };
}

/** Bytes per second to the server and to the client. */
export function tcpSeries(columns: Columns, grid: RangeGrid): readonly TcpSeries[] {
  return mapRows(columns, (row) => {
    const direction = row.label(0);
    if (direction !== "toServer" && direction !== "toClient") return null;
    return { direction, values: valuesOf(row, grid) };
  });
}

function valuesOf(row: Row, { times, startSeconds, stepSeconds }: RangeGrid): (number | null)[] {
  const values: (number | null)[] = times.map(() => null);
  row.each((value, _, seconds) => {
    const i = Math.round((seconds - startSeconds) / stepSeconds);
    if (i >= 0 && i < values.length) values[i] = value;
  });
  return values;
}
