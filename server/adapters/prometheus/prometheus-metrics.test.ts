import { afterEach, describe, expect, it } from "vitest";
import { type Question, queryName, recorded } from "@/fixtures/prometheus/replay";
import type { TrafficPart } from "@/lib/mesh/telemetry/traffic";
import { describeFailingMetrics, describeMetricsContract } from "@/server/ports/metrics.contract";
import {
  answer,
  type FakeServer,
  type Reply,
  recordedReply,
  standingClock,
  startFakeServer,
} from "./fake-server.contract";
import { createPrometheusMetrics, type PrometheusMetrics } from "./prometheus-metrics";

// Written by record.ts with this field.
const { at } = JSON.parse(recorded("bookinfo", "tick.json")) as { at: number };
// Charts are recorded apart from ticks.
const chart = JSON.parse(recorded("bookinfo", "range.request.json")) as { to: number };
const never = () => new AbortController().signal;
const PARTS: readonly TrafficPart[] = ["requests", "security", "tcp", "messages", "latency"];

async function recordedSources() {
  const replies = recordedReply("bookinfo");
  const broken = answer('{"status":"error","errorType":"execution","error":"too many"}', 422);
  const servers = await Promise.all([
    startFakeServer(replies),
    startFakeServer((q) =>
      queryName(q.form.get("query") ?? "").startsWith("latency") ? broken : replies(q),
    ),
    startFakeServer(() => null),
  ]);
  const [metrics, latencyFails, silent] = servers.map(({ url }) =>
    createPrometheusMetrics({ url, clock: standingClock(at) }),
  );
  if (!metrics || !latencyFails || !silent) throw new Error("three servers were started");
  return {
    metrics,
    latencyFails,
    silent,
    now: at,
    chartsUntil: chart.to,
    close: async () => {
      await Promise.all(servers.map((s) => s.close()));
      await Promise.all([metrics, latencyFails, silent].map((m) => m.close()));
    },
  };
}

describe("on recorded answers", () => describeMetricsContract(recordedSources));
describe("on answers that fail", () => describeFailingMetrics(recordedSources));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});

async function serve(
  reply: (question: Question) => Reply,
): Promise<{ readonly server: FakeServer; readonly metrics: PrometheusMetrics }> {
  const server = await startFakeServer(reply);
  const clock = standingClock(at);
  const metrics = createPrometheusMetrics({ url: `${server.url}/prefix/`, clock });
  open.push(server, metrics);
  return { server, metrics };
}

const EMPTY = recorded("errors", "empty.json");
const tick = { at: 1_795_257_218_700, windowSeconds: 60, latencyLevel: "workload" } as const;

describe("what is sent", () => {
  it("six queries for all parts, by POST under the prefix, at a moment of the step", async () => {
    const { server, metrics } = await serve(() => answer(EMPTY));
    await metrics.traffic({ ...tick, parts: PARTS }, never());
    expect(server.asked.map((q) => queryName(q.form.get("query") ?? "")).sort()).toEqual([
      "latency",
      "messages",
      "requests",
      "security",
      "tcp",
      "unproxied",
    ]);
    expect(metrics.queriesSent()).toBe(6);
    for (const { path, form, headers } of server.asked) {
      expect(path).toBe("/prefix/api/v1/query");
      expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
      expect(form.get("time")).toBe("1795257215");
      expect(form.get("timeout")).toBe("10000ms");
      expect(form.has("max_source_resolution")).toBe(false);
    }
  });

  it("after the probe: the measured step, and a warning for a window of less than four scrapes", async () => {
    const { server, metrics } = await serve(recordedReply("bookinfo"));
    const probe = await metrics.probe(never());
    expect(probe).toMatchObject({
      ok: true,
      value: {
        flavour: "Prometheus 2.42.0",
        scrapeIntervalSeconds: 2,
        reporters: ["destination", "source"],
        missing: [],
        clusters: ["Kubernetes"],
      },
    });
    expect(metrics.queriesSent()).toBe(4);
    const short = { ...tick, at: 1_795_257_219_700, windowSeconds: 7, parts: ["tcp"] as const };
    const samples = await metrics.traffic(short, never());
    expect(server.asked.at(-1)?.form.get("time")).toBe("1795257218");
    expect(samples).toMatchObject({
      value: { warnings: [expect.stringContaining("fewer than four scrapes")] },
    });
  });

  it("to Thanos: raw resolution", async () => {
    const { server, metrics } = await serve(({ path }) =>
      answer(
        path.endsWith("buildinfo")
          ? '{"status":"success","data":{"version":"0.37.2","revision":"ab","goVersion":"go1.23"}}'
          : EMPTY,
      ),
    );
    const probe = await metrics.probe(never());
    expect(probe).toMatchObject({ value: { flavour: "Thanos 0.37.2" } });
    await metrics.traffic({ ...tick, parts: ["tcp"] }, never());
    expect(server.asked.at(-1)?.form.get("max_source_resolution")).toBe("0s");
  });

  it("cluster labels only where several clusters were seen", async () => {
    const two =
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"source_cluster":"east","destination_cluster":"west"},"value":[1,"1"]}]}}';
    const { server, metrics } = await serve(({ form }) =>
      answer(form.get("query")?.startsWith("count by (reporter,source_cluster") ? two : EMPTY),
    );
    await metrics.traffic({ ...tick, parts: ["security"] }, never());
    expect(server.asked.at(-1)?.form.get("query")).not.toContain("source_cluster");
    const probe = await metrics.probe(never());
    expect(probe).toMatchObject({ value: { clusters: ["east", "west"] } });
    await metrics.traffic({ ...tick, parts: ["security"] }, never());
    expect(server.asked.at(-1)?.form.get("query")).toContain("source_cluster");
  });

  it("recorded rates where a rule of the same window exists", async () => {
    const rules =
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"istio_edge:requests:rate1m"},"value":[1,"9"]}]}}';
    const { server, metrics } = await serve(({ form }) =>
      answer(form.get("query")?.startsWith("count by (__name__)") ? rules : EMPTY),
    );
    await metrics.probe(never());
    await metrics.traffic({ ...tick, parts: ["security"] }, never());
    expect(server.asked.at(-1)?.form.get("query")).toContain(
      '(istio_edge:requests:rate1m{reporter=~"destination|waypoint"}) > 0',
    );
    await metrics.traffic({ ...tick, windowSeconds: 120, parts: ["security"] }, never());
    expect(server.asked.at(-1)?.form.get("query")).toContain("rate(istio_requests_total{");
  });
});
