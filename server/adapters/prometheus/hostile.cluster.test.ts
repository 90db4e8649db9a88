import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TrafficSelector } from "@/lib/mesh/telemetry/range";
import { standingClock } from "./fake-server.contract";
import { createPrometheusMetrics, type PrometheusMetrics } from "./prometheus-metrics";

// A Prometheus of its own, over a store that is written here: needs its two binaries.
const missing = ["prometheus", "promtool"].filter(
  (name) => spawnSync(name, ["--version"]).status !== 0,
);
const able = missing.length === 0;
const skipReason = able ? "" : ` (skipped: no ${missing.join(" and ")} on the PATH)`;

const NAMES = [
  'quote"and}brace',
  "back\\slash\\n",
  "two\nlines",
  "a|b",
  "a",
  "b",
  ".*",
  "$^+?(x)[y]{2}",
  "`tick` 'apostrophe' <b>html</b>",
  "日本語-é-🚀",
  "e\u0301 is not é",
  '"} or vector(1) #',
  "x".repeat(253),
  "x".repeat(252),
];
const START = 1_790_000_000;
const END = START + 600;

/** Counters: the n-th name makes n + 1 requests per second, as a caller and with itself as host. */
function store(): string {
  const label = (value: string) =>
    value.replace(/[\\"\n]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`));
  const lines = NAMES.flatMap((name, n) =>
    Array.from({ length: 41 }, (_, i) => {
      const labels = `reporter="source",source_workload_namespace="ns${n % 2}",source_workload="${label(name)}",destination_service="${label(name)}",response_code="200"`;
      return `istio_requests_total{${labels}} ${(n + 1) * 15 * i} ${START + 15 * i}`;
    }),
  );
  return ["# TYPE istio_requests counter", ...lines, "# EOF", ""].join("\n");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

describe.skipIf(!able)(`hostile label values on a real Prometheus${skipReason}`, () => {
  let dir = "";
  let server: ChildProcess | null = null;
  let metrics: PrometheusMetrics;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "hostile-"));
    writeFileSync(join(dir, "metrics"), store());
    writeFileSync(join(dir, "prometheus.yml"), "global: {}\n");
    const create = ["tsdb", "create-blocks-from", "openmetrics", join(dir, "metrics")];
    execFileSync("promtool", [...create, join(dir, "data")], { stdio: "ignore" });
    const address = `127.0.0.1:${await freePort()}`;
    server = spawn(
      "prometheus",
      [
        `--config.file=${join(dir, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(dir, "data")}`,
        "--storage.tsdb.retention.time=100y",
        `--web.listen-address=${address}`,
      ],
      { stdio: "ignore" },
    );
    const url = `http://${address}`;
    const ready = () =>
      fetch(`${url}/-/ready`).then(
        (r) => r.ok,
        () => false,
      );
    await vi.waitUntil(ready, { timeout: 20_000, interval: 100 });
    metrics = createPrometheusMetrics({ url, clock: standingClock(END * 1000) });
  }, 30_000);

  afterAll(async () => {
    server?.kill();
    await metrics.close();
    rmSync(dir, { recursive: true, force: true });
  });

  async function rate(selector: Omit<TrafficSelector, "reporter">): Promise<number> {
    const answer = await metrics.range(
      {
        selector: { reporter: "source", ...selector },
        measures: ["requests"],
        from: (END - 60) * 1000,
        to: END * 1000,
        stepSeconds: 60,
      },
      never(),
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return (answer.value.requests ?? []).reduce((sum, s) => sum + (s.values[0] ?? 0), 0);
  }
  const never = () => new AbortController().signal;
  const workload = (n: number) => ({
    cluster: "",
    namespace: `ns${n % 2}`,
    workload: NAMES[n] ?? "",
  });

  it.each(NAMES.map((name, n) => [n, JSON.stringify(name.slice(0, 40))] as const))(
    "caller and host %i %s are matched alone",
    async (n) => {
      expect(await rate({ sources: [workload(n)] })).toBeCloseTo(n + 1, 6);
      expect(await rate({ services: [NAMES[n] ?? ""] })).toBeCloseTo(n + 1, 6);
    },
  );

  it("several together are matched each, and no pair becomes another", async () => {
    const all = NAMES.map((_, n) => n);
    const sum = all.reduce((total, n) => total + n + 1, 0);
    expect(await rate({ sources: all.map(workload) })).toBeCloseTo(sum, 6);
    expect(await rate({ services: NAMES })).toBeCloseTo(sum, 6);
    // "a" lives in ns0 and "b" in ns1: exchanged, neither exists.
    const exchanged = [
      { cluster: "", namespace: "ns1", workload: "a" },
      { cluster: "", namespace: "ns0", workload: "b" },
    ];
    expect(await rate({ sources: exchanged })).toBe(0);
    expect(await rate({ sources: [workload(4), workload(5)] })).toBeCloseTo(11, 6);
  });

  it("come back in the samples of a tick as they are", async () => {
    const answer = await metrics.traffic(
      { at: END * 1000, windowSeconds: 60, parts: ["requests"], latencyLevel: "workload" },
      never(),
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(answer.value.requests?.map((r) => r.sourceWorkload).sort()).toEqual([...NAMES].sort());
  });
});
