import { assertNever } from "../../result";
import { compareInfo, fieldInfo } from "./fields";
import type { CompareField, Query } from "./query";

/**
 * The text of a query: `parseQuery` reads it back as the same query, and of two texts with the same meaning term by term one is
 * printed. Quotes stand only where they are needed.
 */
export function formatQuery(query: Query): string {
  switch (query.type) {
    case "or":
      return query.operands.map((q) => grouped(q, q.type === "or")).join(" OR ");
    case "and":
      return query.operands.map((q) => grouped(q, isGroup(q))).join(" ");
    case "not":
      return `-${grouped(query.operand, isGroup(query.operand))}`;
    case "text":
      return needsQuotes(query.pattern) ? quoted(query.pattern) : query.pattern;
    case "match": {
      const value = VALUE_BREAKS.test(query.pattern) ? quoted(query.pattern) : query.pattern;
      return query.key === null
        ? `${query.field}:${value}`
        : `${query.field}:${formatKey(query.key)}=${value}`;
    }
    case "compare":
      return `${query.field}${query.operator}${formatAmount(query.field, query.value)}`;
    case "flag":
      return query.field;
    default:
      return assertNever(query);
  }
}

const isGroup = (query: Query): boolean => query.type === "and" || query.type === "or";

const grouped = (query: Query, parentheses: boolean): string =>
  parentheses ? `(${formatQuery(query)})` : formatQuery(query);

/** Characters that end a word. */
const VALUE_BREAKS = /[\s"()]/;

/** Whether a bare word would be read as something else: an operator, a negation, a keyword, a flag. */
function needsQuotes(pattern: string): boolean {
  if (/[\s"():<>=!]/.test(pattern) || pattern.startsWith("-")) return true;
  if (pattern === "OR" || pattern === "AND") return true;
  const info = fieldInfo(pattern);
  return info?.type === "flag" || info?.type === "not-yet";
}

/** Patterns escape backslashes themselves; only the quote is left to protect. */
const quoted = (pattern: string): string => `"${pattern.replaceAll('"', '\\"')}"`;

/** A key is plain text, so its backslashes are escaped here. */
function formatKey(key: string): string {
  const escaped = key.replaceAll("\\", "\\\\");
  return /[\s"()=]/.test(key) ? quoted(escaped) : escaped;
}

const isWhole = (value: number): boolean => value >= 1 && Number.isSafeInteger(value);

/** Exact: reading it back gives the same number. A ratio is a percentage wherever that loses no digit. */
function formatAmount(field: CompareField, value: number): string {
  const { units, ratio } = compareInfo(field);
  if (!ratio) {
    const whole = units.findLast(({ times }) => times !== undefined && isWhole(value / times));
    return `${value / (whole?.times ?? 1)}${(whole ?? units[0])?.unit ?? ""}`;
  }
  const percent = String(Number(`${value}e2`));
  return Number(`${percent}e-2`) === value ? `${percent}%` : String(value);
}
