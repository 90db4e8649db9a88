import "server-only";
import { type Attributes, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Result } from "@/lib/result";
import type { LiveObserver } from "@/server/live/observer";
import type { MetricsPort } from "@/server/ports/metrics";
import { type Counters, countSources } from "./counters";
import type { Log } from "./log";

// Without a provider (no endpoint configured) the API's spans do nothing.
const tracer = trace.getTracer("heddle");

/** Runs `work` in a span; what it returns says whether it went well. */
function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  failed: (value: T) => boolean,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      const value = await work();
      if (failed(value)) span.setStatus({ code: SpanStatusCode.ERROR });
      return value;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** Counts, logs and traces what the hub reports. */
export function createLiveObserver(counters: Counters, log: Log): LiveObserver {
  return {
    ticked(reading, ms, outcome) {
      counters.ticks.inc({ reading, outcome });
      const end = Date.now();
      tracer
        .startSpan(`tick ${reading}`, { startTime: end - ms, attributes: { outcome } })
        .end(end);
      if (outcome !== "ok") log.warn({ reading, ms, outcome }, "reading of metrics incomplete");
    },
    published: (type, bytes) => counters.frames.observe({ type }, bytes),
    eventToFrame: (ms) => counters.eventToFrame.observe(ms / 1000),
    viewers: (count) => counters.viewers.set(count),
    viewerReset: (reason) => counters.resets.inc({ reason }),
    watchRestarted(cluster, kind, reason) {
      counters.watchRestarts.inc({ cluster, kind, reason });
      log.info({ cluster, kind, reason }, "watch started again");
    },
    sources(sources) {
      countSources(counters, sources);
      const states = sources.map((s) => ({ source: s.id, cluster: s.cluster, state: s.state }));
      log.info({ states }, "sources changed");
    },
    failed: (what, err) => log.error({ what, err }, "live part failed"),
  };
}

/** The same port, with the time of each call measured. */
export function observeMetrics(metrics: MetricsPort, counters: Counters): MetricsPort {
  const timed = async <T, E>(call: string, ask: () => Promise<Result<T, E>>) => {
    const startedAt = performance.now();
    const answer = await inSpan(`metrics ${call}`, {}, ask, (a) => !a.ok);
    const outcome = answer.ok ? "ok" : "failed";
    counters.queries.observe({ call, outcome }, seconds(startedAt));
    return answer;
  };
  return {
    probe: (signal) => timed("probe", () => metrics.probe(signal)),
    traffic: (request, signal) =>
      timed(request.parts.includes("requests") ? "traffic" : "latency", () =>
        metrics.traffic(request, signal),
      ),
    range: (request, signal) => timed("range", () => metrics.range(request, signal)),
    queriesSent: () => metrics.queriesSent(),
  };
}

type CallResult = { readonly ok: boolean; readonly error?: unknown };

/** Watches tRPC procedures. The log gets what the caller is not told. */
export function createCallObserver(counters: Counters, log: Log) {
  return {
    async around<T extends CallResult>(path: string, requestId: string, call: () => Promise<T>) {
      const startedAt = performance.now();
      const attributes = { "rpc.method": path, "heddle.request_id": requestId };
      const result = await inSpan(`trpc ${path}`, attributes, call, (r) => !r.ok);
      const took = seconds(startedAt);
      counters.calls.observe({ procedure: path, outcome: result.ok ? "ok" : "failed" }, took);
      const line = { requestId, procedure: path, ms: Math.round(took * 1000) };
      if (result.ok) log.debug(line, "answered");
      else log.warn({ ...line, err: result.error }, "refused or failed");
      return result;
    },
  };
}
