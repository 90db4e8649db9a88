import "server-only";

/**
 * A text ready to travel inside a JSON string: escaped, encoded and cut once, then shared by all who send it. Sending it copies nothing,
 * so what a large one takes does not grow with its readers.
 */
export type WireText = {
  /** UTF-8 of the escaped text, without the quotes around it. */
  readonly pieces: readonly Uint8Array[];
  /** UTF-16 units of the text itself. */
  readonly length: number;
  /** UTF-8 bytes of the text itself. */
  readonly bytes: number;
};

/** A reader takes piece by piece, as its connection takes them: this much may lie between it and a slow connection. */
const PIECE_UNITS = 65_536;

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The text in order, never cut within a pair of surrogates. */
function* cut(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = from + PIECE_UNITS;
    const to = end < text.length && isFirstHalf(text.charCodeAt(end - 1)) ? end - 1 : end;
    yield text.slice(from, to);
    from = to;
  }
}

/** The parts, one after another, as one text. They are read as they come: the whole never exists as a string. */
export function wireText(parts: Iterable<string>): WireText {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let bytes = 0;
  const add = (text: string) => {
    for (const piece of cut(text)) {
      pieces.push(Buffer.from(JSON.stringify(piece).slice(1, -1)));
      length += piece.length;
      bytes += Buffer.byteLength(piece);
    }
  };
  let gathered = "";
  for (const part of parts) {
    gathered += part;
    if (gathered.length < PIECE_UNITS) continue;
    add(gathered);
    gathered = "";
  }
  add(gathered);
  return { pieces, length, bytes };
}

/** One text of several, which keeps their pieces. */
export const joinWireTexts = (texts: readonly WireText[]): WireText => ({
  pieces: texts.flatMap((text) => text.pieces),
  length: texts.reduce((sum, text) => sum + text.length, 0),
  bytes: texts.reduce((sum, text) => sum + text.bytes, 0),
});

/** The text itself, for who reads it in this process. */
export const plainText = ({ pieces }: WireText): string =>
  // What was escaped as a JSON string is one again.
  JSON.parse(`"${Buffer.concat(pieces).toString("utf8")}"`) as string;

/** `JSON.stringify({ ...head, [key]: items })` in parts, one per item. `head` has at least one field. */
export function* listParts(
  head: object,
  key: string,
  items: Iterable<object>,
): Generator<string, void> {
  let before = `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(key)}:[`;
  for (const item of items) {
    yield before + JSON.stringify(item);
    before = ",";
  }
  yield before === "," ? "]}" : `${before}]}`;
}
