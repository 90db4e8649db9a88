import { isJsonList, isJsonObject, type Json, type JsonObject, type JsonPath } from "../../json";
import {
  type Cursor,
  createCursor,
  deeper,
  giveUp,
  isRestEmpty,
  type Places,
  place,
  skipBlanks,
  toNextContent,
} from "./cursor";
import { readFlow } from "./flow";
import { readLiteral } from "./literal";
import { isItem, plainKey, readPlainLine, readQuoted, startsPlain } from "./scalar";

/** Line breaks, printable ASCII and the letters of most languages: what else a text may hold is for the full reading. */
const USUAL = /^[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff]*$/;

/**
 * The value of one document's text (without `---`), many times faster than by way of a tree: block and flow collections, plain and quoted
 * scalars of one line, literal blocks, comments; JSON. `undefined` for a text that uses anything else or is wrong in any way.
 *
 * What holds: where it gives a value, `readTree` has no problem with the text and means the same.
 */
export const quickValue = (text: string): Json | undefined => readDocument(text, null);

/** Finds where what stands at a path begins. */
export type QuickPlaces = (path: JsonPath) => number;

/**
 * Where everything begins in a text that `quickValue` reads: the key of an entry, the dash of an item in block style. What is not written
 * is where its nearest holder is. `null` for a text that is not read here.
 */
export function quickPlaces(text: string): QuickPlaces | null {
  const places: Places = new Map();
  const root = readDocument(text, places);
  // The text that is read has one line more at its beginning.
  return root === undefined ? null : (path) => placeOf(places, root, path) - 1;
}

function placeOf(places: Places, root: Json, path: JsonPath): number {
  let holder: Json | undefined = root;
  let found = (isJsonObject(root) && firstPlace(places, root)) || 1;
  for (const step of path) {
    const at: number | undefined = isHolder(holder) ? places.get(holder)?.get(step) : undefined;
    if (at === undefined) break;
    found = at;
    holder = isJsonObject(holder) ? holder[step] : isJsonList(holder) ? holder[Number(step)] : null;
  }
  return found;
}

const isHolder = (value: Json | undefined): value is JsonObject | readonly Json[] =>
  isJsonObject(value) || isJsonList(value);

const firstPlace = (places: Places, holder: object): number | undefined =>
  places.get(holder)?.values().next().value;

function readDocument(text: string, places: Places | null): Json | undefined {
  if (!USUAL.test(text)) return undefined;
  const cursor = createCursor(`\n${text}`, places);
  toNextContent(cursor);
  if (cursor.indent < 0) return undefined;
  const value = readBlock(cursor, -1);
  return cursor.gaveUp || cursor.at < cursor.text.length ? undefined : value;
}

/** The collection that begins at the cursor, which ends at the first content behind it. */
function readBlock(cursor: Cursor, parent: number): Json {
  const { text, at, indent } = cursor;
  if (indent <= parent) return giveUp(cursor);
  if (isItem(text, at)) return deeper(cursor, () => readList(cursor, indent));
  if (text[at] !== "{" && text[at] !== "[") return deeper(cursor, () => readMap(cursor, indent));
  const value = readFlow(cursor, parent);
  return endOfValue(cursor, parent, value);
}

/** Behind a value that ends on its line; what follows may not be deeper than what the value belongs to. */
function endOfValue(cursor: Cursor, parent: number, value: Json): Json {
  if (!isRestEmpty(cursor)) return giveUp(cursor);
  toNextContent(cursor);
  return cursor.indent > parent ? giveUp(cursor) : value;
}

function readMap(cursor: Cursor, indent: number): Json {
  const map: Record<string, Json> = {};
  while (cursor.indent === indent && !isItem(cursor.text, cursor.at)) {
    const { at } = cursor;
    const key = readKey(cursor);
    if (cursor.gaveUp) return null;
    if (Object.hasOwn(map, key) || key === "__proto__") return giveUp(cursor);
    place(cursor, map, key, at);
    map[key] = readAfterKey(cursor, indent);
  }
  return cursor.indent > indent ? giveUp(cursor) : map;
}

function readKey(cursor: Cursor): string {
  const { text, at } = cursor;
  if (text[at] === '"' || text[at] === "'") {
    const key = readQuoted(cursor);
    skipBlanks(cursor);
    return passColon(cursor, key);
  }
  const end = endOfKey(text, at);
  if (end < 0) return giveUp(cursor) ?? "";
  cursor.at = end;
  return passColon(cursor, plainKey(cursor, text.slice(at, end).trimEnd()));
}

/** YAML's limit for keys on one line. */
const MAX_KEY = 1000;

/** Where the colon of a plain key stands, or -1. */
function endOfKey(text: string, at: number): number {
  if (!startsPlain(text, at)) return -1;
  for (let end = at; end < at + MAX_KEY; end += 1) {
    const char = text[end];
    if (char === undefined || char === "\n") return -1;
    if (char === "#" && text[end - 1] === " ") return -1;
    if (char === ":" && isBreak(text[end + 1])) return end;
  }
  return -1;
}

const isBreak = (char: string | undefined) => char === undefined || char === " " || char === "\n";

function passColon(cursor: Cursor, key: string): string {
  const { text, at } = cursor;
  if (text[at] !== ":" || !isBreak(text[at + 1])) return giveUp(cursor) ?? "";
  cursor.at += 1;
  return key;
}

function readAfterKey(cursor: Cursor, indent: number): Json {
  if (isRestEmpty(cursor)) {
    toNextContent(cursor);
    if (cursor.indent > indent) return readBlock(cursor, indent);
    const isCompact = cursor.indent === indent && isItem(cursor.text, cursor.at);
    return isCompact ? deeper(cursor, () => readList(cursor, indent)) : null;
  }
  skipBlanks(cursor);
  return readInline(cursor, indent);
}

function readList(cursor: Cursor, indent: number): Json {
  const list: Json[] = [];
  while (cursor.indent === indent && isItem(cursor.text, cursor.at)) {
    place(cursor, list, list.length, cursor.at);
    cursor.at += 1;
    list.push(readItem(cursor, indent));
  }
  return cursor.indent > indent ? giveUp(cursor) : list;
}

function readItem(cursor: Cursor, indent: number): Json {
  if (isRestEmpty(cursor)) {
    toNextContent(cursor);
    return cursor.indent > indent ? readBlock(cursor, indent) : null;
  }
  const dash = cursor.at - 1;
  skipBlanks(cursor);
  if (!beginsCollection(cursor)) return readInline(cursor, indent);
  // A collection on the line of the dash stands as deep as its first entry.
  cursor.indent = indent + cursor.at - dash;
  return readBlock(cursor, indent);
}

function beginsCollection(cursor: Cursor): boolean {
  const { text, at } = cursor;
  if (isItem(text, at)) return true;
  if (text[at] !== '"' && text[at] !== "'") return endOfKey(text, at) >= 0;
  const ahead = { ...cursor };
  readQuoted(ahead);
  skipBlanks(ahead);
  return !ahead.gaveUp && text[ahead.at] === ":";
}

/** A value that begins on the line of its key or dash; `indent` is that of the collection. */
function readInline(cursor: Cursor, indent: number): Json {
  const char = cursor.text[cursor.at];
  if (char === "|") {
    const value = readLiteral(cursor, indent);
    if (!cursor.gaveUp) toNextContent(cursor);
    return value;
  }
  return endOfValue(cursor, indent, readOneLine(cursor, char, indent));
}

function readOneLine(cursor: Cursor, char: string | undefined, indent: number): Json {
  if (char === '"' || char === "'") return readQuoted(cursor);
  return char === "{" || char === "[" ? readFlow(cursor, indent) : readPlainLine(cursor);
}
