import { completeQuery, type Vocabulary } from "@/lib/mesh/query/complete";
import { formatQuery } from "@/lib/mesh/query/format";
import { parseQuery } from "@/lib/mesh/query/parse";
import type { Query } from "@/lib/mesh/query/query";
import { queryText } from "@/lib/messages/query";
import type { QueryFault, QueryLanguage } from "./query-language";

/** The query language of the mesh, with the names and labels in scope. */
export const meshLanguage = (vocabulary: Vocabulary): QueryLanguage => ({
  check,
  operands(text, operator) {
    const query = queryOf(text);
    return query?.type === operator ? query.operands.map(formatQuery) : [text];
  },
  join(texts, operator) {
    // What is typed may be several terms: they stand beside the others, not in parentheses of their own.
    const operands = texts
      .map(queryOf)
      .filter((query) => query !== null)
      .flatMap((query) => (query.type === operator ? query.operands : [query]));
    const [only, ...more] = operands;
    if (only === undefined) return "";
    return formatQuery(more.length === 0 ? only : { type: operator, operands });
  },
  complete: (text, caret) =>
    completeQuery(text, caret, vocabulary).map(({ insert, from, to, kind }) => ({
      text: text.slice(0, from) + insert + text.slice(to),
      label: insert,
      detail: queryText.completion[kind],
    })),
});

function check(text: string): QueryFault | null {
  const parsed = parseQuery(text);
  if (parsed.ok) return null;
  const { position, length, suggestion } = parsed.error;
  const word = text.slice(position, position + length);
  return { at: position, length, message: queryText.fault(parsed.error, word), suggestion };
}

function queryOf(text: string): Query | null {
  const parsed = parseQuery(text);
  return parsed.ok ? parsed.value : null;
}
