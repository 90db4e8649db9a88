import "server-only";
import type { TrafficPart, TrafficRequest } from "@/lib/mesh/telemetry/traffic";
import type { Shape } from "../answers/parse-answer.mjs";
import { type RecordedRates, rateOf } from "./promql";

/** One query of a tick. `requests` costs two queries, every other part one: at most six, whatever the size of the mesh. */
export type TickQueryName = TrafficPart | "unproxied";

export type TickQuery = {
  readonly name: TickQueryName;
  readonly part: TrafficPart;
  readonly text: string;
};

/** What shapes query text beside the request. */
export type QueryContext = {
  readonly severalClusters: boolean;
  readonly recorded: RecordedRates;
};

export const METRIC = {
  requests: "istio_requests_total",
  bucket: "istio_request_duration_milliseconds_bucket",
  durationSum: "istio_request_duration_milliseconds_sum",
  sent: "istio_tcp_sent_bytes_total",
  received: "istio_tcp_received_bytes_total",
  opened: "istio_tcp_connections_opened_total",
  requestMessages: "istio_request_messages_total",
  responseMessages: "istio_response_messages_total",
} as const;

const CLUSTERS = ["source_cluster", "destination_cluster"];
const CALLER = ["source_workload_namespace", "source_workload"];
const CALLEE = ["destination_workload_namespace", "destination_workload"];
const SERVICE = ["destination_service"];
const PRINCIPALS = ["source_principal", "destination_principal"];
const RESPONSE = ["request_protocol", "response_code", "grpc_response_status", "response_flags"];
const SECURITY = ["request_protocol", "connection_security_policy", ...PRINCIPALS];
const TCP = ["reporter", "app", "response_flags", "connection_security_policy", ...PRINCIPALS];

/** Labels that say which edge a row belongs to; the cluster labels are absent from rows unless they were asked for. */
export const EDGE_LABELS = [...CLUSTERS, ...CALLER, ...CALLEE, ...SERVICE];

/** Which labels of a query's answer are read, and which label spreads one row over several series. */
export const SHAPES: Readonly<Record<TickQueryName, Shape>> = {
  requests: { labels: [...EDGE_LABELS, ...RESPONSE], pivot: null },
  unproxied: { labels: [...EDGE_LABELS, ...RESPONSE], pivot: null },
  security: { labels: [...EDGE_LABELS, ...SECURITY], pivot: null },
  tcp: { labels: [...EDGE_LABELS, ...TCP], pivot: "measure" },
  messages: { labels: EDGE_LABELS, pivot: "measure" },
  latency: { labels: [...EDGE_LABELS, "request_protocol"], pivot: "le" },
};

/** Value of `measure` under which the newest sample of the mesh travels beside TCP: a query of its own would cost one more a tick. */
export const NEWEST = "newest";

/** Value of `le` under which the sum of durations travels beside the buckets. */
export const SUM = "sum";

// A request is reported by its caller's proxy or by a waypoint; only a caller without a proxy is known from the destination alone.
const FROM_SOURCE = 'reporter=~"source|waypoint"';
const FROM_DESTINATION = 'reporter=~"destination|waypoint"';
const UNPROXIED = 'reporter="destination",source_workload="unknown"';

/**
 * The queries of one tick for the whole mesh, in the order of the parts asked for.
 *
 * source: Istio's standard metrics, https://istio.io/latest/docs/reference/config/metrics/
 */
export function tickQueries(request: TrafficRequest, context: QueryContext): readonly TickQuery[] {
  const write = writer(request, context);
  return [...new Set(request.parts)].flatMap((part) =>
    write[part]().map(([name, text]) => ({ name, part, text })),
  );
}

type Written = readonly (readonly [TickQueryName, string])[];

function writer(
  { windowSeconds, latencyLevel }: TrafficRequest,
  { severalClusters, recorded }: QueryContext,
): Readonly<Record<TrafficPart, () => Written>> {
  const key = [...(severalClusters ? CLUSTERS : []), ...CALLER, ...CALLEE, ...SERVICE];
  const sum = (metric: string, matchers: string, by: readonly string[]) =>
    `sum by (${by.join(",")}) (${rateOf(metric, matchers, windowSeconds, recorded)})`;
  const measured = (metric: string, matchers: string, by: readonly string[], name: string) =>
    `label_replace(${sum(metric, matchers, by)}, "measure", "${name}", "", "")`;
  const responses = (matchers: string) =>
    `${sum(METRIC.requests, matchers, [...key, ...RESPONSE])} > 0`;

  return {
    requests: () => [
      ["requests", responses(FROM_SOURCE)],
      ["unproxied", responses(UNPROXIED)],
    ],
    security: () => [
      ["security", `${sum(METRIC.requests, FROM_DESTINATION, [...key, ...SECURITY])} > 0`],
    ],
    tcp: () => {
      const both = 'reporter=~"source|destination"';
      return [
        [
          "tcp",
          union([
            measured(METRIC.sent, both, [...key, ...TCP], "sent"),
            measured(METRIC.received, both, [...key, ...TCP], "received"),
            measured(METRIC.opened, both, [...key, ...TCP], "opened"),
            newestSample(recorded),
          ]),
        ],
      ];
    },
    messages: () => [
      [
        "messages",
        union(
          [FROM_SOURCE, UNPROXIED].flatMap((from) => [
            measured(METRIC.requestMessages, from, key, "request"),
            measured(METRIC.responseMessages, from, key, "response"),
          ]),
        ),
      ],
    ],
    latency: () => {
      const level = latencyLevel === "workload" ? key : key.filter((l) => !CALLEE.includes(l));
      const by = [...level, "request_protocol"];
      return [
        [
          "latency",
          union(
            [FROM_SOURCE, UNPROXIED].flatMap((from) => [
              sum(METRIC.bucket, from, [...by, "le"]),
              `label_replace(${sum(METRIC.durationSum, from, by)}, "le", "${SUM}", "", "")`,
            ]),
          ),
        ],
      ];
    },
  };
}

/**
 * Epoch seconds of the newest sample of a proxy, 0 when none is current. Prometheus marks the series of a target that it can no longer
 * scrape as stale at once, so that none is left to ask. Where raw series are not kept, those of the recording rule stand for them.
 *
 * source: https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
 */
function newestSample(recorded: RecordedRates): string {
  const rules = [...recorded].flatMap(([key, rule]) =>
    key.startsWith(METRIC.requests) ? [rule] : [],
  );
  const metrics = [METRIC.requests, METRIC.opened, ...rules];
  const newest = metrics.map((metric) => `max(timestamp(${metric}))`).join(" or ");
  return `label_replace(${newest} or vector(0), "measure", "${NEWEST}", "", "")`;
}

function union(terms: readonly string[]): string {
  return terms.join("\nor ");
}
