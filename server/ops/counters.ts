import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { SourceStatus } from "@/lib/mesh/model/source";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];
const BYTES = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
const STATES: readonly SourceStatus["state"][] = [
  "connecting",
  "ready",
  "partial",
  "stale",
  "down",
];

/** What this server counts of itself, on a registry of its own. */
export function createCounters(queriesSent: () => number) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: "heddle_metrics_queries_total",
    help: "Queries sent to the metrics source.",
    registers,
    collect() {
      this.reset();
      this.inc(queriesSent());
    },
  });
  const counters = {
    ticks: new Counter({
      name: "heddle_ticks_total",
      help: "Readings of the metrics source by the hub, by what was read and how it ended.",
      labelNames: ["reading", "outcome"],
      registers,
    }),
    queries: new Histogram({
      name: "heddle_query_seconds",
      help: "Time until the metrics source had answered a call, all its queries in parallel.",
      labelNames: ["call", "outcome"],
      buckets: SECONDS,
      registers,
    }),
    frames: new Histogram({
      name: "heddle_frame_bytes",
      help: "Size of serialised messages of the live stream, each counted once whoever reads it.",
      labelNames: ["type"],
      buckets: BYTES,
      registers,
    }),
    eventToFrame: new Histogram({
      name: "heddle_event_to_frame_seconds",
      help: "Time from a cluster event's arrival until its frame was handed to the viewers.",
      buckets: SECONDS,
      registers,
    }),
    viewers: new Gauge({
      name: "heddle_viewers",
      help: "Live streams that are open.",
      registers,
    }),
    resets: new Counter({
      name: "heddle_viewer_resets_total",
      help: "Times that a viewer was sent everything anew, by reason.",
      labelNames: ["reason"],
      registers,
    }),
    watchRestarts: new Counter({
      name: "heddle_watch_restarts_total",
      help: "Watches that were started again, by kind and reason.",
      labelNames: ["cluster", "kind", "reason"],
      registers,
    }),
    sources: new Gauge({
      name: "heddle_source_state",
      help: "1 for the state that a source is in, 0 for the others.",
      labelNames: ["source", "cluster", "state"],
      registers,
    }),
    calls: new Histogram({
      name: "heddle_request_seconds",
      help: "Time of tRPC procedures; of a subscription, until it was set up.",
      labelNames: ["procedure", "outcome"],
      buckets: SECONDS,
      registers,
    }),
  };
  return { registry, ...counters };
}

export type Counters = ReturnType<typeof createCounters>;

export function countSources(counters: Counters, sources: readonly SourceStatus[]): void {
  for (const { cluster, id, state } of sources) {
    for (const s of STATES) {
      counters.sources.set({ source: id, cluster, state: s }, s === state ? 1 : 0);
    }
  }
}
