import "server-only";
import type { TrafficRequest, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { err, ok, type Result } from "@/lib/result";
import type { MetricsError, MetricsPort } from "@/server/ports/metrics";
import { createParsePool } from "./answers/parse-pool";
import { samplesFromAnswers, type TickAnswers } from "./answers/samples-from-answers";
import { createPrometheusClient, type PrometheusClient } from "./http/http-client";
import type { PrometheusOptions } from "./options";
import { type Findings, probeSource } from "./probe";
import { SHAPES, tickQueries } from "./queries/tick-queries";
import { queryRange } from "./range";
import { contextOf, type SourceContext } from "./source-context";

/** Moments are floored to this when the scrape interval is not known. */
const DEFAULT_STEP_SECONDS = 5;

export type PrometheusMetrics = MetricsPort & {
  /** Closes connections and ends the parser threads. */
  close(): Promise<void>;
};

/**
 * Metrics of a mesh from anything that speaks the Prometheus HTTP API v1 (Prometheus, Thanos, Mimir, VictoriaMetrics).
 *
 * Queries follow `tickQueries`: at most six for the whole mesh. What `probe` found last (scrape interval, clusters, recording rules,
 * flavour) shapes the queries after it. No method rejects; an aborted call settles at once with an error. Errors hold no credentials.
 *
 * @throws TypeError or Error when the options cannot be used (`endpointOf`)
 */
export function createPrometheusMetrics(options: PrometheusOptions): PrometheusMetrics {
  const pool = createParsePool();
  const client = createPrometheusClient(options, pool);
  let findings: Findings | null = null;

  return {
    async probe(signal) {
      const found = await probeSource(client, options.clock.now(), signal);
      if (!found.ok) return err(found.error);
      findings = found.value;
      return ok(found.value.probe);
    },
    traffic: (request, signal) =>
      queryTraffic(client, contextOf(options, findings), request, signal),
    range: (request, signal) => queryRange(client, contextOf(options, findings), request, signal),
    queriesSent: () => client.sent(),
    async close() {
      await Promise.all([client.close(), pool.close()]);
    },
  };
}

async function queryTraffic(
  client: PrometheusClient,
  context: SourceContext,
  request: TrafficRequest,
  signal: AbortSignal,
): Promise<Result<TrafficSamples, MetricsError>> {
  const step = Math.max(1, Math.round(context.measuredScrapeSeconds ?? DEFAULT_STEP_SECONDS));
  const atSeconds = Math.floor(request.at / 1000 / step) * step;
  const form = {
    time: String(atSeconds),
    timeout: `${client.timeoutMs}ms`,
    ...context.parameters,
  };
  const answers = await Promise.all(
    tickQueries(request, context).map(async ({ name, text }) => {
      const answer = await client.query(
        "/api/v1/query",
        { query: text, ...form },
        SHAPES[name],
        signal,
      );
      return [name, answer] as const;
    }),
  );
  const failed = answers.flatMap(([, answer]) => (answer.ok ? [] : [answer.error]));
  const [first] = failed;
  if (first !== undefined && failed.length === answers.length) return err(first);
  const tick: TickAnswers = {
    at: atSeconds * 1000,
    windowSeconds: request.windowSeconds,
    latencyLevel: request.latencyLevel,
    answers: Object.fromEntries(answers),
    warnings: windowWarning(request.windowSeconds, context.measuredScrapeSeconds),
  };
  return ok(samplesFromAnswers(tick));
}

/** `rate()` needs two samples, and four scrapes leave room for one that is lost. */
function windowWarning(windowSeconds: number, scrapeSeconds: number | null): readonly string[] {
  if (scrapeSeconds === null || windowSeconds >= 4 * scrapeSeconds) return [];
  return [metricsSourceText.shortWindow(windowSeconds, scrapeSeconds)];
}
