import "server-only";
import { randomUUID } from "node:crypto";
import type { WireText } from "@/server/live/wire-text";

export type SharedTexts = {
  /** What the answer is to carry as a JSON string where the text belongs: short, and of this answer alone. */
  standIn(text: WireText): string;
  /** Puts the bytes of the text where its stand-in is. Passes on no faster than it is read. */
  fill(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array>;
};

/**
 * Lets one answer carry texts that many answers share. tRPC writes every string anew for every reader, escaped, joined and encoded: three
 * copies of a reset of several MB per viewer. So it writes a short stand-in, and the shared bytes take its place.
 *
 * A stand-in is replaced once, in the order in which they were asked for; the writer must not cut it, which tRPC does not: it encodes
 * line by line. source: `sseStreamProducer` of @trpc/server 11
 */
export function createSharedTexts(): SharedTexts {
  const name = randomUUID();
  const waiting: { readonly mark: string; readonly text: WireText }[] = [];
  let given = 0;

  /** Writes the chunk with everything that waits and is in it; what comes after goes on in the next round. */
  function* filled(chunk: Uint8Array): Generator<Uint8Array> {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const at = rest.indexOf(next.mark);
      if (at < 0) break;
      waiting.shift();
      yield rest.subarray(0, at);
      yield* next.text.pieces;
      rest = rest.subarray(at + next.mark.length);
    }
    yield rest;
  }

  return {
    standIn(text) {
      given += 1;
      const mark = `${name}:${given};`;
      waiting.push({ mark, text });
      return mark;
    },
    fill: (body) =>
      body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            for (const part of filled(chunk)) if (part.length > 0) controller.enqueue(part);
          },
        }),
      ),
  };
}
