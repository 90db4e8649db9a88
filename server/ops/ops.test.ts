import { describe, expect, it } from "vitest";
import { err, ok } from "@/lib/result";
import { createScriptedMetrics, createSteppedClock } from "@/server/live/live.fixture";
import { createCounters } from "./counters";
import { createLog } from "./log";
import { createCallObserver, createLiveObserver, observeMetrics } from "./observers";

const silent = createLog("silent");

describe("counters", () => {
  it("give what the hub reports as Prometheus metrics", async () => {
    const counters = createCounters(() => 42);
    const observer = createLiveObserver(counters, silent);
    observer.ticked("traffic", 12, "partial");
    observer.published("traffic", 300);
    observer.viewers(3);
    observer.watchRestarted("east", "pods", "expired");
    observer.sources([
      {
        id: "metrics",
        cluster: "east",
        state: "stale",
        since: 0,
        lastGoodAt: null,
        problems: [],
        found: null,
      },
    ]);
    const text = await counters.registry.metrics();
    for (const line of [
      "heddle_metrics_queries_total 42",
      'heddle_ticks_total{reading="traffic",outcome="partial"} 1',
      'heddle_frame_bytes_sum{type="traffic"} 300',
      "heddle_viewers 3",
      'heddle_watch_restarts_total{cluster="east",kind="pods",reason="expired"} 1',
      'heddle_source_state{source="metrics",cluster="east",state="stale"} 1',
      'heddle_source_state{source="metrics",cluster="east",state="ready"} 0',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toContain("process_resident_memory_bytes");
  });

  it("time the calls of the metrics source, and hand its answers on as they are", async () => {
    const counters = createCounters(() => 0);
    const metrics = createScriptedMetrics(createSteppedClock());
    const observed = observeMetrics(metrics, counters);
    metrics.probeAnswer = err({ code: "timeout", url: "http://p", afterMs: 5 });
    expect(await observed.probe(new AbortController().signal)).toEqual(metrics.probeAnswer);
    const text = await counters.registry.metrics();
    expect(text).toContain('heddle_query_seconds_count{call="probe",outcome="failed"} 1');
  });

  it("time procedures by how they ended", async () => {
    const counters = createCounters(() => 0);
    const calls = createCallObserver(counters, silent);
    const answer = await calls.around("live.at", "r1", async () => ok(1));
    expect(answer).toEqual(ok(1));
    const text = await counters.registry.metrics();
    expect(text).toContain('heddle_request_seconds_count{procedure="live.at",outcome="ok"} 1');
  });
});

describe("createLog", () => {
  it("writes no secret, at the top or one level down", () => {
    const lines: string[] = [];
    const log = createLog("info", { write: (line) => lines.push(line) });
    log.info({ token: "s3cret", config: { prometheusPassword: "s3cret" }, url: "shown" }, "x");
    expect(lines.join("")).not.toContain("s3cret");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ service: "heddle", url: "shown", msg: "x" });
  });
});
