import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "./lines";

async function* chunked(bytes: Uint8Array, cuts: readonly number[]) {
  const at = [...new Set([0, ...cuts.map((c) => c % (bytes.length + 1)), bytes.length])];
  at.sort((a, b) => a - b);
  for (let i = 1; i < at.length; i += 1) yield bytes.subarray(at[i - 1], at[i]);
}

async function read(text: string, cuts: readonly number[]) {
  const stream = readLines(chunked(new TextEncoder().encode(text), cuts));
  const lines: string[] = [];
  for (let next = await stream.next(); ; next = await stream.next()) {
    if (next.done) return { lines, rest: next.value.rest };
    lines.push(next.value);
  }
}

const line = fc.string({ unit: "grapheme" }).map((s) => s.replaceAll("\n", ""));

describe("readLines", () => {
  it("gives the same lines wherever the bytes are cut, inside a character too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line), line, fc.array(fc.nat()), async (lines, rest, cuts) => {
        const text = lines.map((l) => `${l}\n`).join("") + rest;
        expect(await read(text, cuts)).toEqual({ lines: lines.filter((l) => l !== ""), rest });
      }),
    );
  });

  it("says what came after the last newline", async () => {
    expect(await read('{"a":1}\n{"b":', [])).toEqual({ lines: ['{"a":1}'], rest: '{"b":' });
    expect(await read('{"a":1}\n', [])).toEqual({ lines: ['{"a":1}'], rest: "" });
  });

  it("joins an object of megabytes from thousands of chunks", async () => {
    const large = JSON.stringify({ text: "ä".repeat(2_000_000) });
    const cuts = Array.from({ length: 4_000 }, (_, i) => i * 1_000 + 1);
    const { lines } = await read(`${large}\n{}\n`, cuts);
    expect(lines.map((l) => l.length)).toEqual([large.length, 2]);
  });

  it("refuses a line that no object can be", async () => {
    const endless = (async function* () {
      const chunk = new Uint8Array(1024 * 1024).fill(97);
      for (;;) yield chunk;
    })();
    await expect(readLines(endless).next()).rejects.toThrow(RangeError);
  });
});
