import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createNetServer, type Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import type { EdgeTraffic, Traffic, TrafficRequest } from "@/lib/mesh/telemetry/traffic";
import { createPrometheusMetrics } from "@/server/adapters/prometheus/prometheus-metrics";
import { createMetricsExposition } from "@/server/adapters/sim/exposition";
import { loadMesh } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import type { MetricsPort } from "@/server/ports/metrics";

/*
 * The same traffic by two roads: the sim's own metrics, and a real Prometheus that scrapes the sim, asked by the adapter.
 * This is the one test that waits for real time, since Prometheus has no other.
 */
const PROMETHEUS = spawnSync("prometheus", ["--version"]).status === 0;
const WINDOW_SECONDS = 20;
/** Traffic that the counters hold before the first scrape, so that all series exist. */
const HEAD_START_MS = 180_000;

const skipReason = PROMETHEUS
  ? ""
  : " (skipped: no prometheus on the PATH; apt-get install prometheus)";

describe.skipIf(!PROMETHEUS)(`the sim and a Prometheus that scrapes it${skipReason}`, () => {
  let folder = "";
  let child: ChildProcess | null = null;
  let exposition: Server | null = null;
  let adapter: ReturnType<typeof createPrometheusMetrics> | null = null;
  let own: Traffic;
  let scraped: Traffic;

  beforeAll(async () => {
    const mesh = await loadMesh(path.resolve("fixtures/meshes/demo"));
    if (!mesh.ok) throw new Error(JSON.stringify(mesh.error));
    let behind = HEAD_START_MS;
    const clock = {
      now: () => Date.now() - behind,
      elapsed: () => performance.now(),
      sleep: (ms: number, signal: AbortSignal) =>
        sleep(ms, undefined, { signal, ref: false }).catch(() => {}),
    };
    const sim = createSim({ mesh: mesh.value, cluster: "prod", clock });
    behind = 0;
    exposition = stampedServer(createMetricsExposition(sim));
    const target = `127.0.0.1:${await portOf(exposition)}`;

    folder = mkdtempSync(path.join(tmpdir(), "parity-"));
    const port = await freePort();
    const config = path.join(folder, "prometheus.yml");
    writeFileSync(config, prometheusConfig(target));
    child = spawn(
      "prometheus",
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: "ignore" },
    );
    const metrics = createPrometheusMetrics({ url: `http://127.0.0.1:${port}`, clock });
    adapter = metrics;
    await untilScraped(`http://127.0.0.1:${port}`);
    // A moment whose samples have all been scraped.
    const at = (Math.floor(Date.now() / 1000) - 1) * 1000;
    scraped = await trafficOf(metrics, at);
    own = await trafficOf(sim.metrics, scraped.at);
  }, 90_000);

  afterAll(async () => {
    await adapter?.close();
    child?.kill();
    exposition?.close();
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it("see the same edges", () => {
    const ids = (traffic: Traffic) =>
      [...traffic.edges.values()].filter((e) => volume(e) * WINDOW_SECONDS >= 5).map((e) => e.id);
    expect(ids(own).length).toBeGreaterThan(20);
    for (const id of ids(own)) expect(scraped.edges.has(id), `Prometheus lacks ${id}`).toBe(true);
    for (const id of ids(scraped)) expect(own.edges.has(id), `the sim lacks ${id}`).toBe(true);
  });

  it("see the same rates, answer by answer", () => {
    for (const edge of own.edges.values()) {
      const other = scraped.edges.get(edge.id);
      for (const answer of edge.responses) {
        const same = other?.responses.find(
          (r) =>
            r.code === answer.code &&
            r.grpcStatus === answer.grpcStatus &&
            r.flags === answer.flags,
        );
        expectSameCount(`${edge.id} ${answer.code} ${answer.flags}`, answer.rate, same?.rate ?? 0);
      }
    }
  });

  it("see the same reporters, security and principals", () => {
    for (const edge of own.edges.values()) {
      const other = scraped.edges.get(edge.id);
      if (!other || volume(edge) * WINDOW_SECONDS < 5) continue;
      expect(other.reporter, edge.id).toBe(edge.reporter);
      expect(other.principals, edge.id).toEqual(edge.principals);
      expect(other.security === null, edge.id).toBe(edge.security === null);
      for (const how of ["mutualTls", "plaintext", "unknown"] as const) {
        expectSameCount(`${edge.id} ${how}`, edge.security?.[how] ?? 0, other.security?.[how] ?? 0);
      }
    }
  });

  it("see the same bytes, messages and latencies", () => {
    for (const edge of own.edges.values()) {
      const other = scraped.edges.get(edge.id);
      expectSameCount(`${edge.id} opened`, edge.tcp?.opened ?? 0, other?.tcp?.opened ?? 0);
      expectSameCount(
        `${edge.id} sent`,
        edge.messages?.toServer ?? 0,
        other?.messages?.toServer ?? 0,
      );
      if (edge.tcp && other?.tcp && edge.tcp.opened > 0 && other.tcp.opened > 0) {
        const size = (e: NonNullable<EdgeTraffic["tcp"]>) => e.toClient / e.opened;
        expect(size(other.tcp) / size(edge.tcp), edge.id).toBeCloseTo(1, 2);
      }
      if (volume(edge) * WINDOW_SECONDS < 200 || !edge.latency) continue;
      expect(other?.latency?.bounds, edge.id).toEqual(edge.latency.bounds);
      edge.latency.counts.forEach((count, i) => {
        expectSameCount(`${edge.id} bucket ${i}`, count, other?.latency?.counts[i] ?? 0);
      });
    }
  });
});

/**
 * Counters are whole seconds' and so are the stamps: a window of whole seconds counts the same requests on both roads. What may
 * differ is a second at the window's end whose scrape came late or was lost, and the first request of a new series.
 */
function expectSameCount(what: string, a: number, b: number): void {
  const mean = Math.max(a, b) * WINDOW_SECONDS;
  const allowed = 0.02 * mean + 2;
  expect(Math.abs(a - b) * WINDOW_SECONDS, `${what}: ${a} and ${b}`).toBeLessThanOrEqual(allowed);
}

const volume = (edge: EdgeTraffic): number =>
  edge.responses.reduce((sum, r) => sum + r.rate, 0) + (edge.tcp?.opened ?? 0);

/** Until the window and the steps to which moments are floored lie within what was scraped. */
async function untilScraped(url: string): Promise<void> {
  const query = new URLSearchParams({
    query: `istio_requests_total offset ${WINDOW_SECONDS + 7}s`,
  });
  for (;;) {
    await sleep(500);
    const answer = await fetch(`${url}/api/v1/query?${query}`).catch(() => null);
    const body = answer?.ok ? await answer.text() : "";
    if (body.includes('"metric"')) return;
  }
}

async function trafficOf(metrics: MetricsPort, at: number): Promise<Traffic> {
  const request: TrafficRequest = {
    at,
    windowSeconds: WINDOW_SECONDS,
    parts: ["requests", "security", "tcp", "messages", "latency"],
    latencyLevel: "workload",
  };
  const answer = await metrics.traffic(request, AbortSignal.timeout(10_000));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(answer.value.problems).toEqual([]);
  return foldSamples(answer.value, null, 1);
}

const prometheusConfig = (target: string): string => `
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
- job_name: proxies
  honor_labels: true
  static_configs: [{targets: ["${target}"]}]
`;

/** The exposition with the second that it counts up to on every sample, so that scrapes need not come on the second. */
function stampedServer(exposition: (nowMs: number) => string): Server {
  const server = createHttpServer((_, response) => {
    const now = Date.now();
    const stamp = Math.floor(now / 1000) * 1000;
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    response.end(exposition(now).replace(/^(?!#)(.+)$/gm, `$1 ${stamp}`));
  });
  return server.listen(0, "127.0.0.1");
}

async function portOf(server: NetServer): Promise<number> {
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createNetServer().listen(0, "127.0.0.1");
  const port = await portOf(server);
  server.close();
  await once(server, "close");
  return port;
}
