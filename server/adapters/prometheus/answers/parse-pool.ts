import "server-only";
import { Worker } from "node:worker_threads";
import { type Parsed, parseAnswer, type Shape } from "./parse-answer.mjs";

/** Below this, handing a body to another thread costs more than parsing it. */
const INLINE_BYTES = 256 * 1024;
/**
 * Of its heap, in MB. The parser holds the columns of one answer and one series; with a small limit the engine also lets little
 * garbage gather (its heap then grows by a third between collections instead of to the fourfold).
 */
const WORKER_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

export type ParsePool = {
  /**
   * Parses a body; from 256 kB on in a worker thread, to which the body's buffer is handed over. When the signal aborts, or the
   * worker dies (out of memory), the answer is `garbage` with the reason; a dead worker is replaced at the next body. Never rejects.
   */
  parse(body: Uint8Array<ArrayBuffer>, shape: Shape, signal: AbortSignal): Promise<Parsed>;
  close(): Promise<void>;
};

type Settle = (parsed: Parsed) => void;
type Member = { readonly worker: Worker; readonly jobs: Map<number, Settle> };

/** One worker, started when first needed, which takes bodies in turn; it does not keep the process alive. */
export function createParsePool(start: () => Worker = startWorker): ParsePool {
  let current: Member | null = null;
  let nextId = 0;

  const enlist = (): Member => {
    const member: Member = { worker: start(), jobs: new Map() };
    const fail = (detail: string) => {
      if (current === member) current = null;
      for (const settle of member.jobs.values()) settle({ kind: "garbage", detail });
    };
    member.worker.unref();
    member.worker.on("message", (reply: { id: number; parsed: Parsed }) => {
      member.jobs.get(reply.id)?.(reply.parsed);
    });
    member.worker.on("error", (cause) => fail(`parser: ${cause.message}`));
    member.worker.on("exit", () => fail("parser: ended"));
    return member;
  };

  return {
    async parse(body, shape, signal) {
      if (signal.aborted) return { kind: "garbage", detail: "aborted" };
      if (body.byteLength < INLINE_BYTES) return parseAnswer(body, shape);
      return new Promise((resolve) => {
        current ??= enlist();
        const { jobs, worker } = current;
        const id = nextId++;
        const settle = (parsed: Parsed) => {
          jobs.delete(id);
          signal.removeEventListener("abort", abort);
          resolve(parsed);
        };
        const abort = () => settle({ kind: "garbage", detail: "aborted" });
        signal.addEventListener("abort", abort, { once: true });
        jobs.set(id, settle);
        worker.postMessage({ id, body, shape }, [body.buffer]);
      });
    },
    async close() {
      await current?.worker.terminate();
    },
  };
}

// Written inline, as bundlers recognise a worker by this form only.
function startWorker(): Worker {
  return new Worker(new URL("./parse-worker.mjs", import.meta.url), {
    resourceLimits: WORKER_LIMITS,
  });
}
