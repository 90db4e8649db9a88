import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EncoderStream } from "./encoder-stream";

async function encoded(chunks: readonly string[], through: EncoderStream): Promise<string> {
  const bytes: Buffer[] = [];
  for await (const part of ReadableStream.from(chunks).pipeThrough(through)) {
    bytes.push(Buffer.from(part));
  }
  return Buffer.concat(bytes).toString("hex");
}

describe("text as bytes", () => {
  it("is what the platform's own stream gives, wherever chunks are cut", async () => {
    const unit = fc.constantFrom("a", "é", "€", "\uD83D", "\uDE00", "😀", "");
    const chunks = fc.array(fc.array(unit).map((units) => units.join("")));
    await fc.assert(
      fc.asyncProperty(chunks, async (parts) => {
        expect(await encoded(parts, new EncoderStream())).toBe(
          await encoded(parts, new TextEncoderStream()),
        );
      }),
    );
  });
});
