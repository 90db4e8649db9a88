import "server-only";

/** Larger than any object that etcd keeps (1.5 MiB by default) in any encoding. */
const MAX_LINE = 64 * 1024 * 1024;

/** How a stream of lines ended: `rest` is what came after the last newline. */
export type LinesEnd = { readonly rest: string };

/**
 * Cuts a byte stream into lines. A character or a line may span chunks of any size; the pieces of a long line are
 * joined once, so that a large object costs time linear in its size.
 *
 * @returns at the end, the text after the last newline: empty when the stream ended at a line's end
 * @throws RangeError for a line longer than any object can be; and what the stream throws
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, LinesEnd, undefined> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
      pieces.push(text.slice(from, at));
      from = at + 1;
      const line = pieces.join("");
      pieces = [];
      held = 0;
      if (line !== "") yield line;
    }
    if (from < text.length) pieces.push(text.slice(from));
    held += text.length - from;
    if (held > MAX_LINE) throw new RangeError("line too long");
  }
  return { rest: pieces.join("") + decoder.decode() };
}
