import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { json } from "node:stream/consumers";
import { trace } from "@opentelemetry/api";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createContext, startRuntime, stopRuntime } from "@/server/composition";
import { appRouter } from "@/server/trpc/root";

type Span = {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { stringValue?: string };
  }[];
};
/** What OTLP/HTTP sends as JSON. Source: opentelemetry-proto, trace_service.proto */
type Export = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
};

/** A receiver on loopback that keeps what it gets. */
async function createReceiver() {
  const paths: (string | undefined)[] = [];
  const services: (string | undefined)[] = [];
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    paths.push(request.url);
    // The exporter under test sends this form; a wrong one would fail below.
    const { resourceSpans } = (await json(request)) as Export;
    for (const { resource, scopeSpans } of resourceSpans) {
      services.push(resource.attributes.find((a) => a.key === "service.name")?.value.stringValue);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    services,
    spans,
    close: () => server.close().closeAllConnections(),
  };
}

const folder = mkdtempSync(path.join(tmpdir(), "heddle-tracing-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the server's own code on the demo, asks it one question, and stops it. */
async function askOnce(): Promise<void> {
  vi.stubEnv("HEDDLE_SOURCE", "demo");
  vi.stubEnv("HEDDLE_DATA_DIR", folder);
  vi.stubEnv("HEDDLE_LOG_LEVEL", "silent");
  const started = await startRuntime();
  if (!started.ok) throw new Error(started.error);
  const headers = { "x-request-id": "asked-once" };
  const context = await createContext(new Request("http://127.0.0.1/", { headers }));
  const to = Date.now();
  await appRouter.createCaller(context).metrics.timeline({ from: to - 60_000, to, stepSeconds: 5 });
  await vi.waitUntil(() => started.value.hub.traffic() !== null);
  await stopRuntime();
}

afterEach(() => {
  vi.unstubAllEnvs();
  // One runtime per process is kept here; a test starts another.
  Reflect.deleteProperty(globalThis, "heddleRuntime");
  Reflect.deleteProperty(globalThis, "heddleStopping");
});

describe("spans", () => {
  it("are neither made nor sent where no receiver is named", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "");
    await askOnce();
    expect(trace.getTracer("heddle").startSpan("any").isRecording()).toBe(false);
  });

  it("of a request, its query and the ticks reach the receiver", async () => {
    const receiver = await createReceiver();
    try {
      vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `${receiver.url}/`);
      await askOnce();
      await vi.waitUntil(() => receiver.spans.some((span) => span.name.startsWith("tick")));
      expect(new Set(receiver.paths)).toEqual(new Set(["/v1/traces"]));
      expect(new Set(receiver.services)).toEqual(new Set(["heddle"]));
      const named = (name: string) => receiver.spans.find((span) => span.name === name);
      const request = named("trpc metrics.timeline");
      const query = named("metrics range");
      expect(request?.attributes).toContainEqual({
        key: "heddle.request_id",
        value: { stringValue: "asked-once" },
      });
      expect(query).toMatchObject({
        traceId: request?.traceId,
        parentSpanId: request?.spanId,
      });
      expect(named("tick traffic")).toBeDefined();
      expect(named("metrics traffic")).toBeDefined();
    } finally {
      receiver.close();
    }
  });
});
