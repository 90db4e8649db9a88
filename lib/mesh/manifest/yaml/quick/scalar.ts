import type { Json } from "../../json";
import { readPlain, readPlainKey } from "../plain-scalar";
import { type Cursor, endOfLine, giveUp } from "./cursor";

/** Characters that a plain scalar may not begin with, or begins with something that is not read here. */
const UNUSUAL_START = new Set("?:,[]{}#&*!|>'\"%@`");

const isDash = (text: string, at: number): boolean =>
  text[at] === "-" && (text[at + 1] === " " || text[at + 1] === "\n" || at + 1 >= text.length);

export const isItem = isDash;

export const startsPlain = (text: string, at: number): boolean =>
  !UNUSUAL_START.has(text[at] ?? "#") && !isDash(text, at) && !text.startsWith("...", at);

/** A quoted scalar on one line; the cursor ends behind its closing quote. */
export function readQuoted(cursor: Cursor): string {
  const { text, at } = cursor;
  const end = text[at] === '"' ? endOfDouble(text, at + 1) : endOfSingle(text, at + 1);
  if (end < 0) return giveUp(cursor) ?? "";
  cursor.at = end + 1;
  const inner = text.slice(at + 1, end);
  // The end of the line is not looked for: a whole cluster's JSON may be one.
  if (inner.includes("\n")) return giveUp(cursor) ?? "";
  if (text[at] === "'") return inner.replaceAll("''", "'");
  return inner.includes("\\") ? unescaped(cursor, inner) : inner;
}

function endOfDouble(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at < text.length ? at : -1;
}

function endOfSingle(text: string, from: number): number {
  let at = text.indexOf("'", from);
  while (at >= 0 && text[at + 1] === "'") at = text.indexOf("'", at + 2);
  return at;
}

/** The escapes that JSON has mean the same in YAML. */
function unescaped(cursor: Cursor, inner: string): string {
  try {
    const value: unknown = JSON.parse(`"${inner}"`);
    return typeof value === "string" ? value : "";
  } catch {
    return giveUp(cursor) ?? "";
  }
}

/** Longer words that begin with a letter are text and need no look. */
const LONGEST_WORD = 5;
const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

export function plainValue(cursor: Cursor, text: string): Json {
  if (text.length > LONGEST_WORD && isLetter(text.charCodeAt(0))) return text;
  const read = readPlain(text);
  return read.ok ? read.value : giveUp(cursor);
}

/** The name of a key; gives up on those that JSON has not, on merges, and on what plain objects cannot hold. */
export function plainKey(cursor: Cursor, text: string): string {
  if (text === "<<" || text === "") return giveUp(cursor) ?? "";
  if (text.length > LONGEST_WORD && isLetter(text.charCodeAt(0))) return text;
  return readPlainKey(text) ?? giveUp(cursor) ?? "";
}

/** The plain scalar from here to the end of its line, without a comment; the cursor ends behind it. */
export function readPlainLine(cursor: Cursor): Json {
  const { text, at } = cursor;
  if (!startsPlain(text, at)) return giveUp(cursor);
  let line = text.slice(at, endOfLine(cursor));
  const comment = line.indexOf(" #");
  if (comment >= 0) line = line.slice(0, comment);
  cursor.at += line.length;
  line = line.trimEnd();
  if (line.includes(": ") || line.endsWith(":")) return giveUp(cursor);
  return plainValue(cursor, line);
}
