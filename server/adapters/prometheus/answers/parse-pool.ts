import "server-only";
import { Worker } from "node:worker_threads";
import { type Parsed, parseAnswer, type Shape } from "./parse-answer.mjs";

/** Below this, handing a body to another thread costs more than parsing it. */
const INLINE_BYTES = 256 * 1024;
/** The bucket answer and one more at a time. */
const WORKERS = 2;

export type ParsePool = {
  /**
   * Parses a body; from 256 kB on in a worker thread, to which the body's buffer is handed over. When the signal aborts, or the
   * worker dies (out of memory), the answer is `garbage` with the reason; a dead worker is replaced at the next body. Never rejects.
   */
  parse(body: Uint8Array<ArrayBuffer>, shape: Shape, signal: AbortSignal): Promise<Parsed>;
  close(): Promise<void>;
};

type Job = { readonly settle: (parsed: Parsed) => void };
type Member = { readonly worker: Worker; readonly jobs: Map<number, Job> };

/** Up to two workers, started when first needed; they do not keep the process alive. */
export function createParsePool(start: () => Worker = startWorker): ParsePool {
  const members = new Set<Member>();
  let nextId = 0;

  const fail = (member: Member, detail: string) => {
    members.delete(member);
    for (const job of member.jobs.values()) job.settle({ kind: "garbage", detail });
    member.jobs.clear();
  };

  const enlist = (): Member => {
    const member: Member = { worker: start(), jobs: new Map() };
    members.add(member);
    member.worker.unref();
    member.worker.on("message", (reply: { id: number; parsed: Parsed }) => {
      member.jobs.get(reply.id)?.settle(reply.parsed);
    });
    member.worker.on("error", (cause) => fail(member, `parser: ${cause.message}`));
    member.worker.on("exit", () => fail(member, "parser: ended"));
    return member;
  };

  const leastBusy = (): Member => {
    const [first] = [...members].sort((a, b) => a.jobs.size - b.jobs.size);
    if (first === undefined || (first.jobs.size > 0 && members.size < WORKERS)) return enlist();
    return first;
  };

  return {
    async parse(body, shape, signal) {
      if (signal.aborted) return { kind: "garbage", detail: "aborted" };
      if (body.byteLength < INLINE_BYTES) return parseAnswer(body, shape);
      return new Promise((resolve) => {
        const member = leastBusy();
        const id = nextId++;
        const settle = (parsed: Parsed) => {
          member.jobs.delete(id);
          signal.removeEventListener("abort", abort);
          resolve(parsed);
        };
        const abort = () => settle({ kind: "garbage", detail: "aborted" });
        signal.addEventListener("abort", abort, { once: true });
        member.jobs.set(id, { settle });
        member.worker.postMessage({ id, body, shape }, [body.buffer]);
      });
    },
    async close() {
      await Promise.all([...members].map(({ worker }) => worker.terminate()));
    },
  };
}

// Written inline, as bundlers recognise a worker by this form only.
function startWorker(): Worker {
  return new Worker(new URL("./parse-worker.mjs", import.meta.url));
}
