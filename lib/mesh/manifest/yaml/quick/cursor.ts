/** Where a quick reading stands. Once `given` up it is at the end of its text, so that every loop ends. */
export type Cursor = {
  readonly text: string;
  at: number;
  /** Column of the content that stands at `at`; -1 at the end of the text. */
  indent: number;
  depth: number;
  gaveUp: boolean;
  /** Where the entries of each collection begin, when that is asked for. */
  readonly places: Places | null;
};

/** Offsets of entries by the collection that holds them, and by key or index. */
export type Places = Map<object, Map<string | number, number>>;

/** Levels of nesting; deeper texts are for the full reading to judge. */
const MAX_DEPTH = 90;

export const createCursor = (text: string, places: Places | null): Cursor => ({
  text,
  at: 0,
  indent: -1,
  depth: 0,
  gaveUp: false,
  places,
});

/** The text uses more of YAML than is read here. */
export function giveUp(cursor: Cursor): null {
  cursor.gaveUp = true;
  cursor.at = cursor.text.length;
  cursor.indent = -1;
  return null;
}

/** Runs a reading one level deeper. */
export function deeper<T>(cursor: Cursor, read: () => T): T | null {
  if (cursor.depth >= MAX_DEPTH) return giveUp(cursor);
  cursor.depth += 1;
  const value = read();
  cursor.depth -= 1;
  return value;
}

export function skipBlanks(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " ") cursor.at += 1;
}

export const endOfLine = ({ text, at }: Cursor): number => {
  const eol = text.indexOf("\n", at);
  return eol < 0 ? text.length : eol;
};

/** Whether nothing but blanks or a comment follows on this line. A comment needs a blank before it. */
export function isRestEmpty({ text, at }: Cursor): boolean {
  let end = at;
  while (text[end] === " ") end += 1;
  const char = text[end];
  return char === undefined || char === "\n" || (char === "#" && (end > at || end === 0));
}

/** Moves from anywhere in a line to the first content of a later one. */
export function toNextContent(cursor: Cursor): void {
  const { text } = cursor;
  let at = endOfLine(cursor) + 1;
  while (at < text.length) {
    const start = at;
    while (text[at] === " ") at += 1;
    const char = text[at];
    if (char === undefined) break;
    if (char !== "\n" && char !== "#") {
      cursor.at = at;
      cursor.indent = at - start;
      return;
    }
    const eol = text.indexOf("\n", at);
    at = eol < 0 ? text.length : eol + 1;
  }
  cursor.at = text.length;
  cursor.indent = -1;
}

/** Remembers where an entry begins. */
export function place({ places }: Cursor, holder: object, step: string | number, at: number): void {
  if (places === null) return;
  const steps = places.get(holder) ?? new Map<string | number, number>();
  places.set(holder, steps.set(step, at));
}
