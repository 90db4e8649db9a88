import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { createParsePool, type ParsePool } from "./parse-pool";

const never = () => new AbortController().signal;
const shape = { labels: ["edge"], pivot: "le" };

const pools: ParsePool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function pool(start?: () => Worker): ParsePool {
  const made = createParsePool(start);
  pools.push(made);
  return made;
}

/** An answer of `edges` edges with ten buckets each: from 1,000 on it is big enough for a worker. */
function body(edges: number): Uint8Array<ArrayBuffer> {
  const result = Array.from({ length: edges * 10 }, (_, i) => ({
    metric: { edge: `edge-${Math.floor(i / 10)}`, le: String(2 ** (i % 10)) },
    value: [1, String(i)],
  }));
  const text = JSON.stringify({ status: "success", data: { resultType: "vector", result } });
  // Encoded into a buffer of its own, as the client makes it.
  return new Uint8Array(new TextEncoder().encode(text));
}

describe("parse pool", () => {
  it("a worker reads as the main thread does", async () => {
    const big = body(1000);
    expect(big.byteLength).toBeGreaterThan(256 * 1024);
    const parsed = await pool().parse(big, shape, never());
    // Handed over: the thread that parsed was another one.
    expect(big.byteLength).toBe(0);
    if (parsed.kind !== "columns") throw new Error(parsed.kind);
    const { rows, values, keys, words, offsets } = parsed.columns;
    expect([rows, values.length, offsets[1]]).toEqual([1000, 10_000, 10]);
    expect([values[9999], words[keys[9999] ?? 0]]).toEqual([9999, "512"]);
  });

  it("small answers stay here", async () => {
    const started: Worker[] = [];
    const small = body(10);
    const parsed = await pool(() => {
      throw new Error(`a worker was started after ${started.length}`);
    }).parse(small, shape, never());
    expect(parsed.kind).toBe("columns");
  });

  it("several at once, each its own", async () => {
    const shared = pool();
    const sizes = [1000, 1500, 2000, 1200];
    const all = await Promise.all(sizes.map((n) => shared.parse(body(n), shape, never())));
    expect(all.map((p) => (p.kind === "columns" ? p.columns.rows : p.kind))).toEqual(sizes);
  });

  it("an abort settles at once, and the pool goes on", async () => {
    const shared = pool();
    const abort = new AbortController();
    const pending = shared.parse(body(3000), shape, abort.signal);
    abort.abort();
    expect(await pending).toEqual({ kind: "garbage", detail: "aborted" });
    expect((await shared.parse(body(1000), shape, never())).kind).toBe("columns");
  });

  it("a worker that dies fails its jobs and is replaced", async () => {
    let starts = 0;
    const shared = pool(() => {
      starts++;
      return starts === 1
        ? new Worker("process.exit(7)", { eval: true })
        : new Worker(new URL("./parse-worker.mjs", import.meta.url));
    });
    const first = await shared.parse(body(1000), shape, never());
    expect(first).toEqual({ kind: "garbage", detail: "parser: ended" });
    expect((await shared.parse(body(1000), shape, never())).kind).toBe("columns");
    expect(starts).toBe(2);
  });
});
