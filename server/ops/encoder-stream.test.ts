import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EncoderStream } from "./encoder-stream";

type Through = {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<string>;
};

async function encoded(chunks: readonly string[], through: Through): Promise<string> {
  const source = new ReadableStream<string>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const bytes = await new Response(source.pipeThrough(through)).arrayBuffer();
  return Buffer.from(bytes).toString("hex");
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
