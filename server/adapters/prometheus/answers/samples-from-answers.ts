import "server-only";
import { sameBounds } from "@/lib/mesh/telemetry/quantiles";
import type {
  EdgeLabels,
  LatencySample,
  MessageSample,
  RequestSample,
  SecuritySample,
  TcpSample,
  TrafficSamples,
} from "@/lib/mesh/telemetry/traffic";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import type { Result } from "@/lib/result";
import type { MetricsError } from "@/server/ports/metrics";
import { EDGE_LABELS, NEWEST, SHAPES, SUM, type TickQueryName } from "../queries/tick-queries";
import { type Columns, parseAnswer } from "./parse-answer.mjs";
import { mapRows, type Row } from "./rows";

export type TickAnswers = {
  readonly at: number;
  readonly windowSeconds: number;
  readonly latencyLevel: "workload" | "service";
  /** Only what was asked for. */
  readonly answers: Partial<Readonly<Record<TickQueryName, Result<Columns, MetricsError>>>>;
  /** Said beside the warnings of the answers. */
  readonly warnings?: readonly string[];
};

/**
 * The samples of one tick from the answers to its queries (`tickQueries`). Pure: the adapter and the tests on recorded answers share it.
 *
 * A query that was not asked for or failed is `null`; one that failed is named in `problems`. An empty answer is an empty list.
 */
export function samplesFromAnswers(tick: TickAnswers): TrafficSamples {
  const { answers } = tick;
  const read = <T>(name: TickQueryName, map: (row: Row) => T | null): readonly T[] | null => {
    const answer = answers[name];
    return answer?.ok ? mapRows(answer.value, map) : null;
  };
  const bounds = createBoundsTable();
  return {
    at: tick.at,
    windowSeconds: tick.windowSeconds,
    requests: read("requests", requestSample),
    unproxied: read("unproxied", requestSample),
    security: read("security", securitySample),
    tcp: read("tcp", tcpSample),
    messages: read("messages", messageSample),
    latency: read("latency", (row) => latencySample(row, bounds)),
    latencyLevel: tick.latencyLevel,
    ...newestSample(answers.tcp),
    problems: [...failures(answers), ...absentMeasures(answers)],
    warnings: [...(tick.warnings ?? []), ...warningsOf(answers)],
  };
}

/** The columns of a recorded answer (the body as Prometheus sent it). Throws on anything but a successful answer. */
export function readRecorded(body: string, name: TickQueryName): Columns {
  const parsed = parseAnswer(new TextEncoder().encode(body), SHAPES[name]);
  if (parsed.kind !== "columns") throw new Error(`No answer to ${name}: ${JSON.stringify(parsed)}`);
  return parsed.columns;
}

/** An answer that says nothing of it, as that of another server may, leaves it open. */
function newestSample(
  answer: Result<Columns, MetricsError> | undefined,
): Pick<TrafficSamples, "newestSampleAt"> {
  if (!answer?.ok || !hasKey(answer.value, NEWEST)) return {};
  const [seconds] = mapRows(answer.value, (row) => byKey(row).get(NEWEST) ?? null);
  if (seconds === undefined) return {};
  return { newestSampleAt: seconds > 0 ? seconds * 1000 : null };
}

const N = EDGE_LABELS.length;
/** Sets of bounds that are looked for; a mesh has one, or a few while proxies of several versions run. */
const MOST_SHARED = 8;

function edgeLabels(row: Row): EdgeLabels {
  return {
    sourceCluster: row.label(0),
    destinationCluster: row.label(1),
    sourceNamespace: row.label(2),
    sourceWorkload: row.label(3),
    destinationNamespace: row.label(4),
    destinationWorkload: row.label(5),
    destinationService: row.label(6),
  };
}

/** Assigned, not spread: an object literal that begins with a spread takes eight times the memory, and there are thousands of rows. */
const withLabels = <T extends object>(row: Row, more: T): EdgeLabels & T =>
  Object.assign(edgeLabels(row), more);

function requestSample(row: Row): RequestSample {
  return withLabels(row, {
    protocol: row.label(N),
    code: row.label(N + 1),
    grpcStatus: row.label(N + 2),
    flags: row.label(N + 3),
    rate: total(row),
  });
}

function securitySample(row: Row): SecuritySample {
  return withLabels(row, {
    protocol: row.label(N),
    policy: row.label(N + 1),
    sourcePrincipal: row.label(N + 2),
    destinationPrincipal: row.label(N + 3),
    rate: total(row),
  });
}

/**
 * `sent` is the response and `received` the request, whoever reports: Istio counts from the server's point of view at both ends.
 * Within an answer that has the metric, a row without a series of it has never counted: its rate is 0.
 *
 * source: https://istio.io/latest/docs/reference/config/metrics/#metrics and ztunnel `src/copy.rs` (`is_send` is upstream to downstream)
 */
function tcpSample(row: Row): TcpSample | null {
  const rates = byKey(row);
  const sample: TcpSample = withLabels(row, {
    reporter: row.label(N) === "destination" ? "destination" : "source",
    reporterApp: row.label(N + 1),
    flags: row.label(N + 2),
    policy: row.label(N + 3),
    sourcePrincipal: row.label(N + 4),
    destinationPrincipal: row.label(N + 5),
    toServer: rates.get("received") ?? 0,
    toClient: rates.get("sent") ?? 0,
    opened: rates.get("opened") ?? 0,
  });
  return sample.toServer + sample.toClient + sample.opened > 0 ? sample : null;
}

function messageSample(row: Row): MessageSample | null {
  const rates = byKey(row);
  const sample: MessageSample = withLabels(row, {
    toServer: rates.get("request") ?? 0,
    toClient: rates.get("response") ?? 0,
  });
  return sample.toServer + sample.toClient > 0 ? sample : null;
}

/** `null` for an edge without requests in the window, and for one whose total (`le="+Inf"`) is missing. */
function latencySample(row: Row, sharedBounds: BoundsTable): LatencySample | null {
  const bounds: number[] = [];
  const counts: number[] = [];
  let sumMs: number | null = null;
  row.each((value, key) => {
    if (key === SUM) sumMs = value;
    else if (key === "+Inf") insert(bounds, counts, Number.POSITIVE_INFINITY, value);
    else if (key !== "" && Number.isFinite(Number(key))) insert(bounds, counts, Number(key), value);
  });
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY || (counts.at(-1) ?? 0) <= 0) return null;
  let highest = 0;
  for (const [i, count] of counts.entries()) {
    // Rates of neighbouring buckets are sums in different order: rounding may let one fall below the one before.
    highest = Math.max(highest, count);
    counts[i] = highest;
  }
  return withLabels(row, {
    protocol: row.label(N),
    bounds: sharedBounds(bounds),
    counts,
    sumMs,
    count: highest,
  });
}

/**
 * Puts a bucket where its bound belongs. In place: there are tens of thousands of them, and answers are nearly in order.
 *
 * One bound may be written in two ways, each by a part of the series: Prometheus 3 writes `le="5.0"` where 2 wrote `le="5"`, and both
 * are there while one follows the other. source: https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values
 */
function insert(bounds: number[], counts: number[], bound: number, count: number): void {
  let at = bounds.length;
  while (at > 0 && (bounds[at - 1] ?? 0) > bound) at--;
  if (bounds[at - 1] === bound) {
    counts[at - 1] = (counts[at - 1] ?? 0) + count;
    return;
  }
  for (let i = bounds.length; i > at; i--) {
    bounds[i] = bounds[i - 1] ?? 0;
    counts[i] = counts[i - 1] ?? 0;
  }
  bounds[at] = bound;
  counts[at] = count;
}

type BoundsTable = (bounds: readonly number[]) => readonly number[];

/** Thousands of edges have the same bounds: they share one array. */
function createBoundsTable(): BoundsTable {
  const known: (readonly number[])[] = [];
  return (bounds) => {
    const same = known.find((other) => sameBounds(other, bounds));
    if (same !== undefined) return same;
    if (known.length < MOST_SHARED) known.push(bounds);
    return bounds;
  };
}

function total(row: Row): number {
  let sum = 0;
  row.each((value) => {
    sum += value;
  });
  return sum;
}

function byKey(row: Row): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  row.each((value, key) => values.set(key, value));
  return values;
}

type Answers = TickAnswers["answers"];
type Problem = TrafficSamples["problems"][number];

const NAMES = Object.keys(SHAPES) as readonly TickQueryName[]; // SHAPES is a Record over exactly these names

function failures(answers: Answers): readonly Problem[] {
  return NAMES.flatMap((part) => {
    const answer = answers[part];
    if (answer === undefined || answer.ok) return [];
    return [{ part, detail: metricsSourceText.failure(answer.error) }];
  });
}

const MEASURES = [
  { part: "tcp", key: "sent", metric: "istio_tcp_sent_bytes_total" },
  { part: "tcp", key: "received", metric: "istio_tcp_received_bytes_total" },
  { part: "tcp", key: "opened", metric: "istio_tcp_connections_opened_total" },
  { part: "messages", key: "request", metric: "istio_request_messages_total" },
  { part: "messages", key: "response", metric: "istio_response_messages_total" },
] as const;

/** A metric that no row of a non-empty answer has is switched off: its zeros are not zeros, and that must be said. */
function absentMeasures(answers: Answers): readonly Problem[] {
  return MEASURES.flatMap(({ part, key, metric }) => {
    const answer = answers[part];
    const isEmpty = !answer?.ok || MEASURES.every((m) => !hasKey(answer.value, m.key));
    if (isEmpty || hasKey(answer.value, key)) return [];
    return [{ part, detail: metricsSourceText.absentMeasure(metric) }];
  });
}

function hasKey({ words, keys }: Columns, key: string): boolean {
  const code = words.indexOf(key);
  return code >= 0 && keys.includes(code);
}

function warningsOf(answers: Answers): readonly string[] {
  const all = NAMES.flatMap((name) => {
    const answer = answers[name];
    return answer?.ok ? answer.value.warnings : [];
  });
  return [...new Set(all)];
}
