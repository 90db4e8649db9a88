import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { TrafficRequest } from "@/lib/mesh/telemetry/traffic";
import { type Environment, parseConfig } from "./config";
import { openSources, type Sources } from "./open-sources";
import { createLog } from "./ops/log";

const log = createLog("silent");
const open: Sources[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "heddle-composition-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const sources of open.splice(0)) sources.close();
});

async function sourcesOf(env: Environment) {
  const config = parseConfig({ HEDDLE_DATA_DIR: folder, ...env });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const sources = await openSources(config.value, log);
  if (sources.ok) open.push(sources.value);
  return sources;
}

/** A Prometheus that knows nothing and counts who asks. */
async function emptyPrometheus() {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    asked += 1;
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    close: () => server.close().closeAllConnections(),
  };
}

const request: TrafficRequest = {
  at: Date.now(),
  windowSeconds: 60,
  parts: ["requests"],
  latencyLevel: "workload",
};

describe("openSources", () => {
  it("takes cluster and metrics of the demo from the demo", async () => {
    const sources = await sourcesOf({ HEDDLE_SOURCE: "demo" });
    if (!sources.ok) throw new Error(sources.error);
    expect(sources.value.clusters.map((c) => c.cluster)).toEqual(["demo"]);
    const answer = await sources.value.metrics?.traffic(request, new AbortController().signal);
    expect(answer?.ok && answer.value.requests?.length).toBeGreaterThan(10);
  });

  it("takes the demo's metrics from a Prometheus where one is named", async () => {
    const prometheus = await emptyPrometheus();
    try {
      const sources = await sourcesOf({ HEDDLE_SOURCE: "demo", PROMETHEUS_URL: prometheus.url });
      if (!sources.ok) throw new Error(sources.error);
      expect(sources.value.clusters.map((c) => c.cluster)).toEqual(["demo"]);
      const answer = await sources.value.metrics?.traffic(request, new AbortController().signal);
      expect(answer).toMatchObject({ ok: true, value: { requests: [] } });
      expect(prometheus.asked()).toBe(2);
    } finally {
      prometheus.close();
    }
  });

  it("says which setting stops the start", async () => {
    const noFile = { PROMETHEUS_URL: "http://127.0.0.1:1", PROMETHEUS_CA_FILE: "/none/ca.pem" };
    expect(await sourcesOf({ HEDDLE_SOURCE: "demo", ...noFile })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/PROMETHEUS_CA_FILE=\/none\/ca\.pem cannot be read \(ENOENT\)/),
    });
    const noPem = { ...noFile, PROMETHEUS_CA_FILE: path.join(folder, "ca.pem") };
    for (const text of ["no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"]) {
      writeFileSync(noPem.PROMETHEUS_CA_FILE, text);
      expect(await sourcesOf({ HEDDLE_SOURCE: "demo", ...noPem })).toMatchObject({
        ok: false,
        error: expect.stringMatching(/PROMETHEUS_CA_FILE=.*ca\.pem holds no certificate: use/),
      });
    }
    const noToken = { PROMETHEUS_URL: "http://127.0.0.1:1", PROMETHEUS_TOKEN_FILE: "/none/token" };
    expect(await sourcesOf({ HEDDLE_SOURCE: "demo", ...noToken })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/PROMETHEUS_TOKEN_FILE=\/none\/token/),
    });
    expect(await sourcesOf({ HEDDLE_SOURCE: "cluster", KUBECONFIG: "/none/config" })).toMatchObject(
      {
        ok: false,
        error:
          "Heddle cannot start: no connection to a cluster: the kubeconfig /none/config cannot be read (there is no such file). Set KUBECONFIG to the path of a kubeconfig, or try `npm run demo`.",
      },
    );
  });

  it("stops where a file stands in the place of the folder, and not where there is none yet", async () => {
    const demo = { HEDDLE_SOURCE: "demo" };
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    const said = (place: string, what: string) =>
      `Heddle cannot start: HEDDLE_DATA_DIR=${place} is not allowed: ${what} is no folder. Use the absolute path of a folder.`;
    expect(await sourcesOf({ ...demo, HEDDLE_DATA_DIR: file })).toEqual({
      ok: false,
      error: said(file, "it"),
    });
    const below = path.join(file, "deep", "down");
    expect(await sourcesOf({ ...demo, HEDDLE_DATA_DIR: below })).toEqual({
      ok: false,
      error: said(below, file),
    });
    expect(await sourcesOf({ ...demo, HEDDLE_DATA_DIR: path.join(folder, "new") })).toMatchObject({
      ok: true,
    });
  });
});
