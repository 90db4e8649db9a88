import { err, ok, type Result } from "../../result";
import { type Place, type QueryError, queryError } from "./error";
import { type Token, tokenize } from "./lexer";
import type { Query } from "./query";
import { parseTerm } from "./term";

/** Queries travel in URLs and are parsed while typing: these bounds are far above what anyone writes. */
const MAX_LENGTH = 4_000;
const MAX_DEPTH = 64;

type Parsed = Result<Query, QueryError>;

/** Where the parser stands: the next token is `tokens[at]`. */
type Cursor = { readonly tokens: readonly Token[]; at: number; readonly end: number };

/**
 * The query that a text stands for; `null` for a blank text. The first thing that is wrong ends it, with its place.
 *
 * Grammar, loosest first: `or = and ("OR" and)*`, `and = unary+` (an `AND` between them is read and dropped),
 * `unary = "-" unary | "(" or ")" | term`. Words are terms as `fields.ts` lists them.
 */
export function parseQuery(text: string): Result<Query | null, QueryError> {
  if (text.length > MAX_LENGTH) {
    return err(queryError("too-long", { position: MAX_LENGTH, length: text.length - MAX_LENGTH }));
  }
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  if (tokens.value.length === 0) return ok(null);

  const cursor: Cursor = { tokens: tokens.value, at: 0, end: text.length };
  const query = parseOr(cursor, 0);
  const left = cursor.tokens[cursor.at];
  if (query.ok && left) return err(queryError("unbalanced-parenthesis", left, ""));
  return query;
}

function parseOr(cursor: Cursor, depth: number): Parsed {
  const operands: Query[] = [];
  for (;;) {
    const operand = parseAnd(cursor, depth);
    if (!operand.ok) return operand;
    operands.push(operand.value);
    if (cursor.tokens[cursor.at]?.type !== "or") return ok(combined("or", operands));
    cursor.at += 1;
  }
}

function parseAnd(cursor: Cursor, depth: number): Parsed {
  const operands: Query[] = [];
  for (;;) {
    const token = cursor.tokens[cursor.at];
    const ends = !token || token.type === "or" || token.type === ")";
    if (ends && operands.length > 0) return ok(combined("and", operands));
    const operand = parseUnary(cursor, depth);
    if (!operand.ok) return operand;
    operands.push(operand.value);
    if (cursor.tokens[cursor.at]?.type === "and") {
      cursor.at += 1;
      const next = cursor.tokens[cursor.at];
      if (!next || next.type === "or" || next.type === ")") return err(missingTerm(cursor));
    }
  }
}

function parseUnary(cursor: Cursor, depth: number): Parsed {
  const token = cursor.tokens[cursor.at];
  if (!token) return err(missingTerm(cursor));
  if (depth > MAX_DEPTH) return err(queryError("too-deep", token));
  switch (token.type) {
    case "word":
      cursor.at += 1;
      return parseTerm(token);
    case "-": {
      cursor.at += 1;
      const operand = parseUnary(cursor, depth + 1);
      return operand.ok ? ok({ type: "not", operand: operand.value }) : operand;
    }
    case "(":
      cursor.at += 1;
      return parseGroup(cursor, token, depth + 1);
    case ")":
    case "or":
    case "and":
      return err(missingTerm(cursor));
  }
}

function parseGroup(cursor: Cursor, opening: Place, depth: number): Parsed {
  const query = parseOr(cursor, depth);
  if (!query.ok) return query;
  if (cursor.tokens[cursor.at]?.type !== ")") {
    return err(queryError("unbalanced-parenthesis", opening, null, [")"]));
  }
  cursor.at += 1;
  return query;
}

/** A term should stand here. What has none to its right is what is wrong: the `OR`, the `-`, the `(`; a `)` too many otherwise. */
function missingTerm(cursor: Cursor): QueryError {
  const before = cursor.tokens[cursor.at - 1];
  const here = cursor.tokens[cursor.at];
  if (!before && here?.type === ")") return queryError("unbalanced-parenthesis", here, "");
  return queryError("missing-term", before ?? here ?? { position: cursor.end, length: 0 });
}

const combined = (type: "and" | "or", operands: readonly Query[]): Query => {
  const [only] = operands;
  return operands.length === 1 && only ? only : { type, operands };
};
