import { type Question, queryName } from "@/fixtures/prometheus/replay";
import type { TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { answer, startFakeServer } from "@/server/adapters/prometheus/fake-server.contract";
import type { TickQueryName } from "@/server/adapters/prometheus/queries/tick-queries";
import { answerTo, series, vector } from "./prometheus-answers";

/** The samples that a moment of the mesh has, at either level of quantiles. */
export type Moment = { readonly workload: TrafficSamples; readonly service: TrafficSamples };

export type SyntheticPrometheus = {
  readonly url: string;
  /** Instant queries that have arrived, the probe's included. */
  queries(): number;
  close(): Promise<void>;
};

/** The interval that Istio's own Prometheus sample scrapes at. */
const SCRAPE_SECONDS = 15;
const SCRAPED = ["istio_requests_total", "istio_request_duration_milliseconds_bucket"];
const JOB = { job: "kubernetes-pods", instance: "10.0.0.1:15020", reporter: "source" };

/**
 * A server on loopback that speaks the HTTP API as far as the adapter asks, and counts. It answers a tick from the given moments, in
 * turn: one moment never changes, several change with every query of the same name.
 */
export async function startSyntheticPrometheus(
  moments: readonly Moment[],
): Promise<SyntheticPrometheus> {
  const ready = moments.map(answersOf);
  const turns = new Map<string, number>();
  let queries = 0;
  const tick = (name: string): string => {
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return ready[turn % ready.length]?.get(name) ?? vector([]);
  };
  const server = await startFakeServer((question: Question) => {
    if (!question.path.endsWith("/api/v1/query")) {
      const data = { version: "2.42.0", revision: "synthetic" };
      return answer(JSON.stringify({ status: "success", data }));
    }
    queries += 1;
    const query = question.form.get("query") ?? "";
    return answer(probeAnswer(query, Number(question.form.get("time"))) ?? tick(queryName(query)));
  });
  return { url: server.url, queries: () => queries, close: server.close };
}

const NAMES: readonly TickQueryName[] = [
  "requests",
  "unproxied",
  "security",
  "tcp",
  "messages",
  "latency",
];

/** Written once: a server that made its answers anew would be measured with what it serves. */
function answersOf({ workload, service }: Moment): ReadonlyMap<string, string> {
  const answers = NAMES.map((name) => [name, answerTo(name, workload)] as const);
  return new Map([...answers, ["latency-service", answerTo("latency", service)]]);
}

/** The answer to a question of the probe; `null` for a query of a tick. */
function probeAnswer(query: string, time: number): string | null {
  const at = time * 1000;
  if (query.startsWith("count by (__name__)")) {
    return vector(SCRAPED.map((name) => series(at, { __name__: name }, 1)));
  }
  if (query.startsWith("count by (reporter,")) {
    return vector(["source", "destination"].map((reporter) => series(at, { reporter }, 1)));
  }
  if (query.startsWith("count by")) return vector([]);
  if (query.startsWith("topk")) return vector([series(at, JOB, 20)]);
  if (!query.endsWith("[5m]")) return null;
  const values = Array.from({ length: 20 }, (_, i) => [
    time - (20 - i) * SCRAPE_SECONDS,
    String(i),
  ]);
  const result = [{ metric: JOB, values }];
  return JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
}
