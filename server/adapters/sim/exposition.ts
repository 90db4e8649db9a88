import "server-only";
import type { Sim } from "./sim";
import { LATENCY_BOUNDS } from "./traffic/latency";
import { peerLabels } from "./traffic/peer-labels";
import { blockOf, type Row } from "./traffic/rows";
import { reporterApp, securityPolicy } from "./traffic/samples";
import { addScaled } from "./traffic/window";

type End = "source" | "destination";

/** Counters of one kind of request since the start. */
type Counter = { row: Row; n: number; readonly buckets: Float64Array; sumMs: number };

/**
 * The sim's traffic as Istio's metrics, in the Prometheus text format (0.0.4): counters since the sim's start, per reporting end.
 *
 * The counters are the integral of what the sim's own `MetricsPort` says: every complete second is counted once. Series carry the
 * labels of the reporting pod (`namespace`, `pod`, `app`) that a scrape of the proxies themselves would add.
 *
 * @returns the text at a moment; moments that go back give the latest text again
 */
export function createMetricsExposition({ engine, world }: Sim): (nowMs: number) => string {
  const counters = new Map<string, Counter>();
  let counted = world.startedAt;
  return (nowMs) => {
    for (const end = Math.floor(nowMs / 1000); counted < end; counted++) {
      const { plan, counts } = engine.at(counted);
      for (const [i, row] of plan.rows.entries()) addTo(counters, row, counts[i] ?? 0, counted);
    }
    return render([...counters.values()]);
  };
}

function addTo(counters: Map<string, Counter>, row: Row, n: number, second: number): void {
  if (n === 0) return;
  const counter = counters.get(row.key) ?? {
    row,
    n: 0,
    buckets: new Float64Array(LATENCY_BOUNDS.length + 1),
    sumMs: 0,
  };
  counters.set(row.key, counter);
  counter.row = row;
  counter.n += n;
  if (row.protocol === "tcp") return;
  const { shares, meanMs } = row.durations(blockOf(second));
  addScaled(counter.buckets, shares, n);
  counter.sumMs += n * meanMs;
}

type Series = { readonly labels: string; readonly counter: Counter };

function render(counters: readonly Counter[]): string {
  const ends: readonly End[] = ["source", "destination"];
  const series = ends.flatMap((end) =>
    counters
      .filter((c) => c.row.reports[end])
      .map((counter) => ({ labels: labelsOf(counter.row, end), counter })),
  );
  const http = series.filter((s) => s.counter.row.protocol !== "tcp");
  const grpc = series.filter((s) => s.counter.row.protocol === "grpc");
  const tcp = series.filter((s) => s.counter.row.protocol === "tcp");
  return [
    counter("istio_requests_total", http, (c) => c.n),
    histogram("istio_request_duration_milliseconds", http),
    counter("istio_request_messages_total", grpc, (c) => c.n),
    counter("istio_response_messages_total", grpc, (c) => c.n),
    counter("istio_tcp_connections_opened_total", tcp, (c) => c.n),
    counter("istio_tcp_connections_closed_total", tcp, (c) => c.n),
    counter("istio_tcp_received_bytes_total", tcp, (c) => c.n * c.row.bytes.request),
    counter("istio_tcp_sent_bytes_total", tcp, (c) => c.n * c.row.bytes.response),
  ]
    .flat()
    .concat("")
    .join("\n");
}

/** Kinds of requests whose labels are the same count as one series. */
function counter(
  name: string,
  series: readonly Series[],
  value: (c: Counter) => number,
): readonly string[] {
  const sums = new Map<string, number>();
  for (const { labels, counter } of series)
    sums.set(labels, (sums.get(labels) ?? 0) + value(counter));
  return [`# TYPE ${name} counter`, ...[...sums].map(([labels, n]) => `${name}{${labels}} ${n}`)];
}

/** Bucket counts are whole: what is between two whole requests has not happened yet. */
function histogram(name: string, series: readonly Series[]): readonly string[] {
  const sums = new Map<string, { buckets: Float64Array; sumMs: number }>();
  for (const { labels, counter } of series) {
    const sum = sums.get(labels) ?? {
      buckets: new Float64Array(LATENCY_BOUNDS.length + 1),
      sumMs: 0,
    };
    sums.set(labels, sum);
    addScaled(sum.buckets, counter.buckets, 1);
    sum.sumMs += counter.sumMs;
  }
  const lines = [...sums].flatMap(([labels, { buckets, sumMs }]) => {
    const whole = Array.from(buckets, (n) => Math.floor(n + 1e-6));
    const bound = (i: number) => LATENCY_BOUNDS[i] ?? "+Inf";
    return [
      ...whole.map((n, i) => `${name}_bucket{${labels},le="${bound(i)}"} ${n}`),
      `${name}_sum{${labels}} ${sumMs}`,
      `${name}_count{${labels}} ${whole.at(-1) ?? 0}`,
    ];
  });
  return [`# TYPE ${name} histogram`, ...lines];
}

function labelsOf(row: Row, end: End): string {
  const reporter = end === "source" ? row.source : row.destination;
  const labels: Readonly<Record<string, string>> = {
    reporter: end,
    ...peerLabels(row, end),
    destination_service: row.service.host,
    destination_service_name: row.service.name,
    destination_service_namespace: row.service.namespace,
    request_protocol: row.protocol,
    ...(row.protocol !== "tcp" && { response_code: row.code, grpc_response_status: row.grpc }),
    response_flags: row.flags,
    connection_security_policy: securityPolicy(row, end),
    namespace: reporter?.meta.namespace ?? "",
    pod: reporter?.pods[0]?.name ?? "",
    app: reporterApp(row, end),
  };
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");
}

const escaped = (value: string): string =>
  value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
