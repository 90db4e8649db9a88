import type { TextPosition, TextSpan } from "../manifest";

export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of the line, before its `\n` or `\r\n`. */
export function lineEnd(text: string, at: number): number {
  const eol = text.indexOf("\n", at);
  if (eol < 0) return text.length;
  return eol > at && text[eol - 1] === "\r" ? eol - 1 : eol;
}

/** The start of the line below; the end of the text when there is none. */
export function lineBelow(text: string, at: number): number {
  const eol = text.indexOf("\n", at);
  return eol < 0 ? text.length : eol + 1;
}

/** How the text ends its first line: with that, lines that are added end too. */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  const eol = text.indexOf("\n");
  return eol > 0 && text[eol - 1] === "\r" ? "\r\n" : "\n";
}

/** Places in a text by offset, in logarithmic time. */
export function createLocator(text: string): (from: number, to: number) => TextSpan {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const position = (offset: number): TextPosition => {
    const at = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { offset: at, line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  };
  return (from, to) => ({ from: position(from), to: position(to) });
}
