import { mkdtempSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Question, recorded } from "@/fixtures/prometheus/replay";
import { answer, type Reply, standingClock, startFakeServer } from "./fake-server.contract";
import type { PrometheusOptions } from "./options";
import { createPrometheusMetrics } from "./prometheus-metrics";

const never = () => new AbortController().signal;
const tick = { at: 0, windowSeconds: 60, parts: ["tcp"], latencyLevel: "workload" } as const;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});

async function against(
  reply: (question: Question) => Reply,
  options: Partial<PrometheusOptions> = {},
) {
  const server = await startFakeServer(reply);
  const clock = standingClock(0);
  const metrics = createPrometheusMetrics({ url: server.url, clock, ...options });
  open.push(server, metrics);
  return { server, clock, metrics };
}

async function errorOf(reply: Reply, options: Partial<PrometheusOptions> = {}) {
  const { metrics } = await against(() => reply, options);
  const answered = await metrics.traffic(tick, never());
  return answered.ok ? null : answered.error;
}

const TCP = recorded("boutique", "tcp.json");

describe("an answer that is none", () => {
  it.each([
    ["an HTML page", answer("<html><h1>Sign in</h1></html>", 200, "text/html"), "an HTML page"],
    ["nothing", answer(""), "empty body"],
    ["text", answer("hello"), "no JSON"],
    ["JSON of something else", answer('{"kind":"Status"}'), "without status"],
    ["a list", answer("[1,2]"), "without status"],
    ["half a JSON", answer(TCP.slice(0, 200)), "breaks within 200 bytes"],
    [
      "a scalar",
      answer('{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}'),
      "type scalar",
    ],
    [
      "a series without value",
      answer('{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}'),
      "series 0",
    ],
    [
      "a value that is no text",
      answer(
        '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}}',
      ),
      "series 0",
    ],
  ])("%s", async (_, reply, detail) => {
    const error = await errorOf(reply);
    expect(error).toMatchObject({ code: "bad-answer", detail: expect.stringContaining(detail) });
  });

  it("a body cut short, whatever its length says", async () => {
    const error = await errorOf((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
      response.write(TCP.slice(0, 200), () => response.destroy());
    });
    expect(error).toMatchObject({
      code: "bad-answer",
      detail: expect.stringContaining("ended after 200 bytes"),
    });
  });

  it("a body over the limit", async () => {
    const error = await errorOf(answer(TCP), { maxBodyBytes: 100 });
    expect(error).toMatchObject({
      code: "bad-answer",
      detail: expect.stringContaining("more than 100 bytes"),
    });
  });
});

describe("an answer that refuses", () => {
  it.each([
    [
      "a parse error",
      answer(recorded("errors", "parse.json"), 400),
      400,
      "unclosed left parenthesis",
    ],
    [
      "an execution error",
      answer(recorded("errors", "execution.json"), 422),
      422,
      "duplicate series",
    ],
    [
      "error with data, and 200",
      answer(
        '{"status":"error","errorType":"internal","error":"store down","data":{"resultType":"vector","result":[]}}',
      ),
      200,
      "store down",
    ],
    ["a gateway's page", answer("<html>Bad gateway</html>", 502, "text/html"), 502, "HTML page"],
    ["a tenant's limit", answer("too many requests", 429, "text/plain"), 429, "no JSON"],
    ["a redirect to a sign-in page", answer("", 302), 302, "empty body"],
  ])("%s", async (_, reply, status, detail) => {
    const error = await errorOf(reply);
    expect(error).toMatchObject({
      code: "refused",
      status,
      detail: expect.stringContaining(detail),
    });
  });

  it.each([401, 403])("%i is a matter of rights", async (status) => {
    expect(await errorOf(answer("<html>no</html>", status))).toMatchObject({
      code: "unauthorized",
    });
  });
});

describe("no answer", () => {
  it("refused connection", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listened on TCP
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const error = await errorOf(null, { url: `http://127.0.0.1:${port}` });
    expect(error).toMatchObject({
      code: "unreachable",
      detail: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("closed connection", async () => {
    const error = await errorOf((response) => response.destroy());
    expect(error).toMatchObject({ code: "unreachable" });
  });

  it("too slow, by the clock alone", async () => {
    const { clock, metrics, server } = await against(() => null, { timeoutMs: 3000 });
    const pending = metrics.traffic(tick, never());
    await expect.poll(() => server.asked.length).toBe(1);
    clock.expire();
    expect(await pending).toMatchObject({ error: { code: "timeout", afterMs: 3000 } });
  });

  it("too slow in mid-body", async () => {
    const { clock, metrics, server } = await against(() => (response) => {
      response.writeHead(200);
      response.write("{");
    });
    const pending = metrics.traffic(tick, never());
    await expect.poll(() => server.asked.length).toBe(1);
    clock.expire();
    expect(await pending).toMatchObject({ error: { code: "timeout" } });
  });

  it("too slow, as Prometheus itself says", async () => {
    const said = '{"status":"error","errorType":"timeout","error":"query timed out"}';
    expect(await errorOf(answer(said, 503))).toMatchObject({ code: "timeout" });
  });
});

describe("credentials", () => {
  const secret = "s3cr3t-t0ken";
  const file = join(mkdtempSync(join(tmpdir(), "token-")), "token");
  writeFileSync(file, `${secret}\n`);
  const basic = `Basic ${Buffer.from(`ada:${secret}`).toString("base64")}`;

  it.each([
    ["bearer", { bearerToken: secret }, `Bearer ${secret}`],
    ["bearer from a file", { bearerTokenFile: file }, `Bearer ${secret}`],
    ["basic", { basic: { username: "ada", password: secret } }, basic],
  ])("%s: sent, and in no error even when the server repeats it", async (_, options, expected) => {
    const echo = ({ headers }: Question) =>
      answer(
        JSON.stringify({
          status: "error",
          errorType: "bad_data",
          error: `no ${headers.authorization} here, ${secret}`,
        }),
        400,
      );
    const { server, metrics } = await against(echo, options);
    const answered = await metrics.traffic(tick, never());
    expect(server.asked[0]?.headers.authorization).toBe(expected);
    expect(JSON.stringify(answered)).toContain("[redacted]");
    expect(JSON.stringify(answered)).not.toContain(secret);
    expect(JSON.stringify(answered)).not.toContain(expected);
  });

  it("in the address: sent as basic, and no error shows them", async () => {
    const server = await startFakeServer(() => answer("", 401));
    open.push(server);
    const url = server.url.replace("http://", `http://ada:${encodeURIComponent("p@ss word")}@`);
    const metrics = createPrometheusMetrics({ url, clock: standingClock(0) });
    open.push(metrics);
    const answered = await metrics.traffic(tick, never());
    const sent = server.asked[0]?.headers.authorization ?? "";
    expect(Buffer.from(sent.replace("Basic ", ""), "base64").toString()).toBe("ada:p@ss word");
    expect(answered).toMatchObject({ error: { url: server.url } });
    expect(JSON.stringify(answered)).not.toMatch(/ada|p@ss|p%40ss/);
  });

  it("a tenant travels as a header", async () => {
    const { server, metrics } = await against(() => answer(TCP), {
      headers: { "X-Scope-OrgID": "team-a|team-b" },
    });
    await metrics.traffic(tick, never());
    expect(server.asked[0]?.headers["x-scope-orgid"]).toBe("team-a|team-b");
  });

  it.each(["prometheus:9090", "ftp://h/", "http://ada:hush@", ""])(
    "an address that is none is refused without repeating it: %s",
    (url) => {
      const create = () => createPrometheusMetrics({ url, clock: standingClock(0) });
      expect(create).toThrow(TypeError);
      expect(create).not.toThrow("hush");
    },
  );
});

it("keeps what a server says beside a good answer", async () => {
  const body = JSON.parse(TCP);
  body.warnings = ["store east: no connection"];
  body.infos = ["metric might not be a counter"];
  const { metrics } = await against(() => answer(JSON.stringify(body)));
  expect(await metrics.traffic(tick, never())).toMatchObject({
    ok: true,
    value: { warnings: ["store east: no connection", "metric might not be a counter"] },
  });
});
