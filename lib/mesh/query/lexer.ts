import { err, ok, type Result } from "../../result";
import { type QueryError, queryError } from "./error";

/** One character of a word, with its place. A quoted one is never an operator; a literal one is never a wildcard. */
export type Cell = {
  readonly char: string;
  readonly quoted: boolean;
  readonly literal: boolean;
  readonly position: number;
};

export type Word = {
  readonly type: "word";
  readonly cells: readonly Cell[];
  readonly position: number;
  readonly length: number;
};

export type Token =
  | Word
  | {
      readonly type: "(" | ")" | "-" | "or" | "and";
      readonly position: number;
      readonly length: number;
    };

const BLANK = /\s/;

/**
 * Splits a query into words, parentheses, `-` before a term, and `OR`. A word may hold quoted parts (`label:team="a b"`). A backslash
 * before `*` or another backslash, or in quotes before `"`, takes their meaning away; elsewhere it stands for itself.
 */
export function tokenize(text: string): Result<readonly Token[], QueryError> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (BLANK.test(char)) at += 1;
    else if (char === "(" || char === ")" || char === "-") {
      tokens.push({ type: char, position: at, length: 1 });
      at += 1;
    } else {
      const word = readWord(text, at);
      if (!word.ok) return word;
      tokens.push(keyword(text, word.value) ?? word.value);
      at += word.value.length;
    }
  }
  return ok(tokens);
}

function keyword(text: string, { position, length }: Word): Token | null {
  const written = text.slice(position, position + length);
  if (written === "OR") return { type: "or", position, length };
  return written === "AND" ? { type: "and", position, length } : null;
}

function readWord(text: string, start: number): Result<Word, QueryError> {
  const cells: Cell[] = [];
  let quoteAt: number | null = null;
  let at = start;
  while (at < text.length) {
    const char = text[at] ?? "";
    const quoted: boolean = quoteAt !== null;
    if (char === '"') {
      quoteAt = quoted ? null : at;
      at += 1;
      continue;
    }
    if (!quoted && (BLANK.test(char) || char === "(" || char === ")")) break;
    const escaped = escapedAt(text, at, quoted);
    cells.push({ char: escaped ?? char, quoted, literal: escaped !== null, position: at });
    at += escaped === null ? 1 : 2;
  }
  if (quoteAt !== null) {
    const place = { position: quoteAt, length: text.length - quoteAt };
    return err(queryError("unterminated-quote", place, `${text.slice(quoteAt)}"`, ['"']));
  }
  return ok({ type: "word", cells, position: start, length: at - start });
}

/** The character that a backslash at `at` protects, or `null` when there is none. */
function escapedAt(text: string, at: number, quoted: boolean): string | null {
  if (text[at] !== "\\") return null;
  const next = text[at + 1];
  const escapable = next === "*" || next === "\\" || (quoted && next === '"');
  return escapable ? next : null;
}
