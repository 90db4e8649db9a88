import type { Completion } from "@/lib/mesh/query/complete";
import type { QueryError } from "@/lib/mesh/query/error";

const oneOf = (words: readonly string[]): string =>
  words.length === 0 ? "" : ` Use ${words.slice(0, 6).join(", ")}.`;

/** What is wrong with a query, in a sentence; `word` is the text at the place. */
const FAULTS: Readonly<
  Record<QueryError["code"], (word: string, expected: readonly string[]) => string>
> = {
  "unknown-field": (word) => `There is no term "${word}".`,
  "unknown-value": (word, expected) => `"${word}" is not one of its values.${oneOf(expected)}`,
  "missing-value": (_, expected) => `A value is missing here.${oneOf(expected)}`,
  "missing-term": () => "A term is missing here.",
  "unbalanced-parenthesis": () => "This parenthesis has no partner.",
  "unterminated-quote": () => "This quote is not closed.",
  "bad-number": (word) => `"${word}" is not a number.`,
  "bad-unit": (word, expected) => `"${word}" is not a unit of this figure.${oneOf(expected)}`,
  "out-of-range": () => "A share lies between 0 % and 100 %; write the percent sign.",
  "wrong-operator": (word, expected) => `"${word}" does not go with this term.${oneOf(expected)}`,
  "not-yet": (word) => `"${word}" is part of the language but cannot be answered yet.`,
  "too-deep": () => "Too many parentheses inside each other.",
  "too-long": () => "The query is too long.",
};

export const queryText = {
  fault: (error: QueryError, word: string): string => FAULTS[error.code](word, error.expected),
  completion: {
    field: "term",
    flag: "yes or no",
    label: "label",
    value: "value",
    name: "name",
    unit: "unit",
  } satisfies Readonly<Record<Completion["kind"], string>>,
};
