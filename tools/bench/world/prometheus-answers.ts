import type { EdgeLabels, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import type { TickQueryName } from "@/server/adapters/prometheus/queries/tick-queries";

type Metric = Readonly<Record<string, string>>;
type Series = { readonly metric: Metric; readonly value: readonly [number, string] };

const edge = (labels: EdgeLabels): Metric => ({
  source_workload_namespace: labels.sourceNamespace,
  source_workload: labels.sourceWorkload,
  destination_workload_namespace: labels.destinationNamespace,
  destination_workload: labels.destinationWorkload,
  destination_service: labels.destinationService,
});

/** The answer of an instant query, as the HTTP API writes it. */
export const vector = (series: readonly Series[]): string =>
  JSON.stringify({ status: "success", data: { resultType: "vector", result: series } });

export const series = (at: number, metric: Metric, value: number): Series => ({
  metric,
  value: [at / 1000, String(value)],
});

/**
 * What a Prometheus that holds exactly these samples answers to one query of a tick: the inverse of `samplesFromAnswers`.
 *
 * A part that the samples lack gives an empty vector.
 */
export function answerTo(name: TickQueryName, samples: TrafficSamples): string {
  return vector([...seriesOf[name](samples)]);
}

const responses = (rows: TrafficSamples["requests"], at: number) =>
  (rows ?? []).map((row) => {
    const metric = {
      ...edge(row),
      request_protocol: row.protocol,
      response_code: row.code,
      grpc_response_status: row.grpcStatus,
      response_flags: row.flags,
    };
    return series(at, metric, row.rate);
  });

const seriesOf: Readonly<Record<TickQueryName, (samples: TrafficSamples) => Iterable<Series>>> = {
  requests: ({ at, requests }) => responses(requests, at),
  unproxied: ({ at, unproxied }) => responses(unproxied, at),
  security: ({ at, security }) =>
    (security ?? []).map((row) => {
      const metric = {
        ...edge(row),
        request_protocol: row.protocol,
        connection_security_policy: row.policy,
        source_principal: row.sourcePrincipal,
        destination_principal: row.destinationPrincipal,
      };
      return series(at, metric, row.rate);
    }),
  tcp: ({ at, tcp }) =>
    (tcp ?? []).flatMap((row) => {
      const metric = {
        ...edge(row),
        reporter: row.reporter,
        app: row.reporterApp,
        response_flags: row.flags,
        connection_security_policy: row.policy,
        source_principal: row.sourcePrincipal,
        destination_principal: row.destinationPrincipal,
      };
      return [
        series(at, { ...metric, measure: "received" }, row.toServer),
        series(at, { ...metric, measure: "sent" }, row.toClient),
        series(at, { ...metric, measure: "opened" }, row.opened),
      ];
    }),
  messages: ({ at, messages }) =>
    (messages ?? []).flatMap((row) => [
      series(at, { ...edge(row), measure: "request" }, row.toServer),
      series(at, { ...edge(row), measure: "response" }, row.toClient),
    ]),
  latency: ({ at, latency }) =>
    (latency ?? []).flatMap((row) => {
      const metric = { ...edge(row), request_protocol: row.protocol };
      const buckets = row.bounds.map((bound, i) =>
        series(
          at,
          { ...metric, le: bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound) },
          row.counts[i] ?? 0,
        ),
      );
      return row.sumMs === null
        ? buckets
        : [...buckets, series(at, { ...metric, le: "sum" }, row.sumMs)];
    }),
};
