import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { TrafficPart } from "@/lib/mesh/telemetry/traffic";
import type { Clock } from "@/server/ports/clock";
import { describeMetricsContract } from "@/server/ports/metrics.contract";
import { createPrometheusMetrics } from "./prometheus-metrics";

// Against a real Prometheus that scrapes a mesh: skipped without its address.
const url = process.env["PROMETHEUS_URL"] ?? "";
const faultyUrl = process.env["FAULTY_PROMETHEUS_URL"] ?? "";
const faultControl = process.env["FAULT_CONTROL_URL"] ?? "";

const PARTS: readonly TrafficPart[] = ["requests", "security", "tcp", "messages", "latency"];
const never = () => new AbortController().signal;
// Two questions about one moment get one answer only when every scrape up to it has been written.
const settled = () => Date.now() - 10_000;
const now = settled();
let moment: Promise<number> | null = null;

/** A mesh that has just started has no rates yet. */
async function momentWithFigures(
  metrics: ReturnType<typeof createPrometheusMetrics>,
): Promise<number> {
  for (;;) {
    const at = settled();
    const request = {
      at,
      windowSeconds: 60,
      parts: ["latency"],
      latencyLevel: "workload",
    } as const;
    const answer = await metrics.traffic(request, never());
    if (answer.ok && (answer.value.latency ?? []).length > 0) return at;
    await clock.sleep(1_000, never());
  }
}

const clock: Clock = {
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
};

// The bucket query of a mesh with 50 namespaces takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const unless = (value: string, name: string) => (value === "" ? ` (skipped: no ${name})` : "");

describe.skipIf(url === "")(`a real Prometheus${unless(url, "PROMETHEUS_URL")}`, () => {
  describeMetricsContract(async () => {
    const metrics = createPrometheusMetrics({ url, clock, timeoutMs: 30_000 });
    moment ??= momentWithFigures(metrics);
    return { metrics, now: await moment, roundedRequests: 2, close: () => metrics.close() };
  });

  const metrics = createPrometheusMetrics({
    url: url || "http://127.0.0.1",
    clock,
    timeoutMs: 30_000,
  });
  afterAll(() => metrics.close());

  it("is recognised, with the interval of its scrapes", async () => {
    const probe = await metrics.probe(never());
    if (!probe.ok) throw new Error(JSON.stringify(probe.error));
    expect(probe.value.flavour).toMatch(/^Prometheus \d+\.\d+/);
    expect(probe.value.scrapeIntervalSeconds).not.toBeNull();
  });

  it("answers six queries a tick and leaves the event loop free, whatever the size", async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before = metrics.queriesSent();
    delay.enable();
    const answer = await metrics.traffic(
      { at: now, windowSeconds: 60, parts: PARTS, latencyLevel: "workload" },
      never(),
    );
    delay.disable();
    expect(answer).toMatchObject({ ok: true, value: { problems: [] } });
    expect(metrics.queriesSent() - before).toBe(6);
    // Parsing 14 MB here would take longer than this in one piece.
    expect(delay.max / 1e6).toBeLessThan(250);
  });
});

type Fault = { readonly kind: string; readonly code?: number; readonly millis?: number };

const noFaults = unless(faultyUrl && faultControl, "FAULTY_PROMETHEUS_URL and FAULT_CONTROL_URL");

describe.skipIf(noFaults !== "")(`through a faulty connection${noFaults}`, () => {
  const metrics = createPrometheusMetrics({
    url: faultyUrl || "http://127.0.0.1",
    clock,
    timeoutMs: 1500,
  });
  afterEach(() => fetch(faultControl, { method: "DELETE" }));
  afterAll(() => metrics.close());

  const tick = () =>
    metrics.traffic(
      { at: now, windowSeconds: 60, parts: ["requests", "tcp"], latencyLevel: "workload" },
      never(),
    );
  const inject = (fault: Fault & { count?: number }) =>
    fetch(faultControl, {
      method: "POST",
      body: JSON.stringify({ target: "prometheus", seconds: 30, ...fault }),
    });

  it.each<[Fault, string]>([
    [{ kind: "latency", millis: 4000 }, "timeout"],
    [{ kind: "status", code: 503 }, "refused"],
    [{ kind: "status", code: 429 }, "refused"],
    [{ kind: "status", code: 401 }, "unauthorized"],
    [{ kind: "status", code: 403 }, "unauthorized"],
    [{ kind: "garbage" }, "bad-answer"],
    [{ kind: "partial" }, "bad-answer"],
    [{ kind: "close" }, "unreachable"],
  ])("%j is %s, and it is good again afterwards", async (fault, code) => {
    await inject(fault);
    expect(await tick()).toMatchObject({ ok: false, error: { code } });
    await fetch(faultControl, { method: "DELETE" });
    expect(await tick()).toMatchObject({ ok: true, value: { problems: [] } });
  });

  it("one query of three that fails leaves the others", async () => {
    await inject({ kind: "status", code: 500, count: 1 });
    const answer = await tick();
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(answer.value.problems).toHaveLength(1);
    const { requests, unproxied, tcp } = answer.value;
    expect([requests, unproxied, tcp].filter((part) => part === null)).toHaveLength(1);
  });
});
