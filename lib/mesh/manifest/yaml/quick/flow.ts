import type { Json } from "../../json";
import { type Cursor, deeper, giveUp, place } from "./cursor";
import { plainKey, plainValue, readQuoted, startsPlain } from "./scalar";

/** A collection in brackets, JSON among them, whose further lines are deeper than `parent`. */
export function readFlow(cursor: Cursor, parent: number): Json {
  return deeper(cursor, () =>
    cursor.text[cursor.at] === "{" ? readFlowMap(cursor, parent) : readFlowList(cursor, parent),
  );
}

function readFlowMap(cursor: Cursor, parent: number): Json {
  const map: Record<string, Json> = {};
  cursor.at += 1;
  for (skipSpace(cursor, parent); !isAt(cursor, "}"); skipComma(cursor, parent, "}")) {
    const { at } = cursor;
    const key = readFlowKey(cursor, parent);
    if (cursor.gaveUp) return null;
    if (Object.hasOwn(map, key) || key === "__proto__") return giveUp(cursor);
    place(cursor, map, key, at);
    skipSpace(cursor, parent);
    map[key] = isAt(cursor, ",") || isAt(cursor, "}") ? null : readFlowValue(cursor, parent);
    if (cursor.gaveUp) return null;
  }
  cursor.at += 1;
  return map;
}

function readFlowList(cursor: Cursor, parent: number): Json {
  const list: Json[] = [];
  cursor.at += 1;
  for (skipSpace(cursor, parent); !isAt(cursor, "]"); skipComma(cursor, parent, "]")) {
    place(cursor, list, list.length, cursor.at);
    list.push(readFlowValue(cursor, parent));
    if (cursor.gaveUp) return null;
  }
  cursor.at += 1;
  return list;
}

const isAt = ({ text, at, gaveUp }: Cursor, char: string) => gaveUp || text[at] === char;

function skipComma(cursor: Cursor, parent: number, close: string): void {
  skipSpace(cursor, parent);
  if (isAt(cursor, close)) return;
  if (!isAt(cursor, ",")) giveUp(cursor);
  else {
    cursor.at += 1;
    skipSpace(cursor, parent);
  }
}

/** Blanks and line breaks. Comments within brackets are left to the full reading. */
function skipSpace(cursor: Cursor, parent: number): void {
  const { text } = cursor;
  let lineStart = -1;
  let at = cursor.at;
  for (; text[at] === " " || text[at] === "\n"; at += 1) {
    if (text[at] === "\n") lineStart = at + 1;
  }
  cursor.at = at;
  const isTooShallow = lineStart >= 0 && at - lineStart <= parent;
  if (text[at] === undefined || text[at] === "#" || isTooShallow) giveUp(cursor);
}

function readFlowKey(cursor: Cursor, parent: number): string {
  const quote = cursor.text[cursor.at];
  const isQuoted = quote === '"' || quote === "'";
  const key = isQuoted ? readQuoted(cursor) : plainKey(cursor, plainInFlow(cursor));
  skipSpace(cursor, parent);
  if (!isAt(cursor, ":")) return giveUp(cursor) ?? "";
  const next = cursor.text[cursor.at + 1] ?? "";
  if (!isQuoted && next !== " " && next !== "\n") return giveUp(cursor) ?? "";
  cursor.at += 1;
  return key;
}

function readFlowValue(cursor: Cursor, parent: number): Json {
  const char = cursor.text[cursor.at];
  if (char === "{" || char === "[") return readFlow(cursor, parent);
  if (char !== '"' && char !== "'") return plainValue(cursor, plainInFlow(cursor));
  const value = readQuoted(cursor);
  skipSpace(cursor, parent);
  // A pair without braces.
  return isAt(cursor, ":") ? giveUp(cursor) : value;
}

const END_OF_PLAIN = /[,[\]{}\n]|:(?=[ \n,[\]{}])| #/g;

/** A plain scalar of one line within brackets; the cursor ends behind it. */
function plainInFlow(cursor: Cursor): string {
  const { text, at } = cursor;
  if (!startsPlain(text, at)) return giveUp(cursor) ?? "";
  END_OF_PLAIN.lastIndex = at;
  const end = END_OF_PLAIN.exec(text)?.index ?? -1;
  if (end < 0 || text[end] === " ") return giveUp(cursor) ?? "";
  cursor.at = end;
  return text.slice(at, end).trimEnd();
}
