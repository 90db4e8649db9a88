import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { afterEach, describe, expect, it } from "vitest";
import {
  createScriptedCluster,
  createScriptedMetrics,
  createSteppedClock,
  namespace,
  put,
} from "@/server/live/live.fixture";
import { plainText, wireText } from "@/server/live/wire-text";
import { answerCalls } from "./answer";
import { contextOf } from "./context.fixture";
import { appRouter } from "./root";
import { createSharedTexts } from "./shared-texts";

let leave = new AbortController();
afterEach(() => {
  leave.abort();
  leave = new AbortController();
});

/** More than one piece, with all that JSON escapes. */
const NAMES = Array.from({ length: 900 }, (_, i) => `sh"op\\\n😀-${i}`);

async function setUp() {
  const clock = createSteppedClock();
  const cluster = createScriptedCluster(() => [
    ...NAMES.map((name) => put(namespace(name))),
    { type: "synced" },
  ]);
  const metrics = createScriptedMetrics(clock);
  const context = contextOf({ clock, cluster, metrics, signal: leave.signal });
  const { hub } = context;
  hub.start();
  await clock.step(1_000);
  return { clock, cluster, context, hub };
}

const streamRequest = (input: object = {}) =>
  new Request(
    `http://127.0.0.1/api/trpc/live.stream?input=${encodeURIComponent(JSON.stringify(input))}`,
    { headers: { accept: "text/event-stream" }, signal: leave.signal },
  );

/** Reads up to the end of so many messages, which alone have an id. */
async function messagesOf(response: Response, count: number): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  while (text.split("\nid: ").length <= count || !text.endsWith("\n\n")) {
    const part = await reader?.read();
    if (part === undefined || part.done) throw new Error(`the stream ended: ${text.slice(-200)}`);
    text += decoder.decode(part.value, { stream: true });
  }
  return text;
}

describe("the live stream of an answer", () => {
  it("is, byte for byte, what tRPC writes of the messages themselves", async () => {
    const { clock, cluster, context, hub } = await setUp();
    const [shared, plain] = await Promise.all([
      answerCalls(streamRequest(), () => context),
      fetchRequestHandler({
        endpoint: "/api/trpc",
        req: streamRequest(),
        router: appRouter,
        createContext: () => context,
      }),
    ]);
    const read = Promise.all([messagesOf(shared, 3), messagesOf(plain, 3)]);
    // Both have to be there before there is news, else one of them gets it in its reset.
    while (hub.viewers() < 2) await clock.step(0);
    for (const name of ["pay", 'ca"rt\u2028']) {
      cluster.push(put(namespace(name)));
      await clock.step(200);
    }
    const [ours, theirs] = await read;
    expect(ours === theirs).toBe(true);
    expect(ours.length).toBeGreaterThan(2 * 65_536);
    expect(ours).toContain('"pay');
    expect([...shared.headers]).toEqual([...plain.headers]);
  });

  it("leaves other answers as they are", async () => {
    const { context } = await setUp();
    const request = new Request("http://127.0.0.1/api/trpc/sources.list");
    const response = await answerCalls(request, () => context);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({ result: { data: [{ id: "cluster" }, {}] } });
  });
});

describe("what viewers share", () => {
  it("are the bytes themselves, of all that is large", async () => {
    const { hub } = await setUp();
    const resets = [1, 2].map(() => hub.attach(null, leave.signal).next());
    const [one, two] = await Promise.all(resets);
    const large = one?.value?.wire.pieces.filter((piece: Uint8Array) => piece.length > 10_000);
    expect(large?.length).toBeGreaterThan(1);
    for (const piece of large ?? []) expect(two?.value?.wire.pieces.includes(piece)).toBe(true);
  });
});

const sourceOf = (chunks: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

describe("a stand-in", () => {
  const textOf = async (
    write: (standIn: ReturnType<typeof createSharedTexts>["standIn"]) => readonly string[],
  ) => {
    const { fill, standIn } = createSharedTexts();
    const chunks = write(standIn).map((chunk) => new TextEncoder().encode(chunk));
    return new Response(fill(sourceOf(chunks))).text();
  };

  it("gives way to its text wherever it stands in a chunk, and only once", async () => {
    const filled = await textOf((standIn) => {
      const [a, b, c] = [standIn(wireText(["A"])), standIn(wireText(["B"])), standIn(wireText([]))];
      return [`<${a}|${b}>`, "", `[${c}]`, "plain"];
    });
    expect(filled).toBe("<A|B>[]plain");
  });

  it("is of one answer alone", async () => {
    const other = createSharedTexts().standIn(wireText(["secret"]));
    expect(await textOf(() => [other])).toBe(other);
  });

  it("passes the bytes on without copying them, and no faster than they are read", async () => {
    const { fill, standIn } = createSharedTexts();
    const text = wireText(["x".repeat(200_000)]);
    let pulled = 0;
    const source = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new TextEncoder().encode(standIn(text)));
      },
    });
    const reader = fill(source).getReader();
    for (const piece of [...text.pieces, ...text.pieces]) {
      expect((await reader.read()).value).toBe(piece);
    }
    expect(pulled).toBeLessThanOrEqual(4);
    expect(plainText(text)).toHaveLength(200_000);
    await reader.cancel();
  });
});
