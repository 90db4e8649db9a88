import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, describe, expect, it } from "vitest";
import type { TrafficPart } from "@/lib/mesh/telemetry/traffic";
import { createPrometheusMetrics } from "./prometheus-metrics";

// The Prometheus of a large mesh: the answer to the query for buckets has megabytes.
const url = process.env["PROMETHEUS_URL"] ?? "";
const PARTS: readonly TrafficPart[] = ["requests", "security", "tcp", "messages", "latency"];
const skipReason = url === "" ? " (skipped: no PROMETHEUS_URL)" : "";

describe.skipIf(url === "")(`a Prometheus of 50 namespaces${skipReason}`, () => {
  const metrics = createPrometheusMetrics({
    url: url || "http://127.0.0.1",
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, ms);
          signal.addEventListener("abort", () => {
            clearTimeout(timer);
            resolve();
          });
        }),
    },
    timeoutMs: 30_000,
  });
  afterAll(() => metrics.close());

  it("answers six queries, and megabytes are parsed beside the event loop", async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before = metrics.queriesSent();
    delay.enable();
    const answer = await metrics.traffic(
      { at: Date.now(), windowSeconds: 60, parts: PARTS, latencyLevel: "workload" },
      new AbortController().signal,
    );
    delay.disable();
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(answer.value.problems).toEqual([]);
    expect(metrics.queriesSent() - before).toBe(6);
    expect(answer.value.latency?.length).toBeGreaterThan(1_900);
    // In one piece the parsing would take longer than this.
    expect(delay.max / 1e6).toBeLessThan(250);
  });
});
