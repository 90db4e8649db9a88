import type { Hub } from "@/server/live/hub";
import type { Clock } from "@/server/ports/clock";
import { namingOf } from "@/server/services/naming-of";
import { createPastQueries } from "@/server/services/query-past";
import { answerCalls } from "@/server/trpc/answer";

/** One event of the stream, as it stands on the wire. */
export type WireEvent = { readonly bytes: number; readonly data: string };

export type Wire = {
  /** Messages since the last call, without the pings that keep a quiet connection open. */
  take(): readonly WireEvent[];
  close(): Promise<void>;
};

/** Connects to the hub as a browser does, through the product's own answers, and reads the bytes of the event stream. */
export async function openWire(hub: Hub, clock: Clock): Promise<Wire> {
  const leave = new AbortController();
  const { signal } = leave;
  const request = new Request("http://127.0.0.1/api/trpc/live.stream?input=%7B%7D", {
    headers: { accept: "text/event-stream" },
    signal,
  });
  const response = await answerCalls(request, () => ({
    hub,
    clusters: [],
    past: createPastQueries({
      metrics: null,
      clock,
      latencyLevel: () => "workload",
      mesh: () => namingOf(hub),
      shortestWindowSeconds: () => 0,
      signal,
    }),
    store: unasked(),
    runner: unasked(),
    clock,
    notify: (notice) => hub.notice(notice),
    calls: { around: (_path, _requestId, call) => call() },
    requestId: "bench",
  }));
  if (!response.ok || response.body === null)
    throw new Error(`the stream answers ${response.status}`);
  let text = "";
  const reading = readText(response.body, (more) => {
    text += more;
  });
  return {
    take() {
      const end = text.lastIndexOf("\n\n") + 2;
      const events = text.slice(0, Math.max(0, end)).split("\n\n");
      text = text.slice(Math.max(0, end));
      return events.flatMap(wireEvent);
    },
    async close() {
      leave.abort();
      await reading;
    },
  };
}

/** Stands for what a stream of messages never asks. */
const unasked = <T extends object>(): T =>
  // Nothing is read of it: whoever does is told.
  new Proxy({} as T, {
    get() {
      throw new Error("the stream asks nothing else");
    },
  });

async function readText(body: ReadableStream<Uint8Array>, add: (text: string) => void) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      add(decoder.decode(part.value, { stream: true }));
    }
  } catch (error) {
    // The one who closes the stream breaks it.
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  }
}

/** Only messages of the product carry an id: the greeting and the pings do not. */
function wireEvent(text: string): readonly WireEvent[] {
  const lines = text.split("\n");
  if (!lines.some((line) => line.startsWith("id: "))) return [];
  const data = lines.find((line) => line.startsWith("data: "))?.slice("data: ".length) ?? "";
  return [{ bytes: Buffer.byteLength(text) + 2, data }];
}
