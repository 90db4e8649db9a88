import type { QueryCompletion, QueryFault, QueryLanguage } from "./query-language";

/** What is looked for, and what is left out. Both are texts of the query language. */
export type Filters = { readonly find: string; readonly hide: string };

export type Term = {
  readonly kind: keyof Filters;
  readonly text: string;
  readonly index: number;
  /** Why it is no query, and so filters nothing. */
  readonly fault: string | null;
};

/** To be found means to match every term; to be hidden, any: each added term narrows the picture. */
const OPERATOR = { find: "and", hide: "or" } as const;

/** The terms to show as chips. A text that is no query is one chip, so that it can be removed. */
export function termsOf(filters: Filters, language: QueryLanguage): readonly Term[] {
  const of = (kind: keyof Filters): readonly Term[] => {
    const whole = filters[kind].trim();
    if (whole === "") return [];
    const fault = language.check(whole)?.message ?? null;
    const texts = fault === null ? language.operands(whole, OPERATOR[kind]) : [whole];
    return texts.map((text, index) => ({ kind, text, index, fault }));
  };
  return [...of("find"), ...of("hide")];
}

/** The filters without one of their terms. */
export function withoutTerm(filters: Filters, term: Term, language: QueryLanguage): Filters {
  const rest = termsOf(filters, language).filter(
    (t) => t.kind === term.kind && t.index !== term.index,
  );
  const joined = language.join(
    rest.map((t) => t.text),
    OPERATOR[term.kind],
  );
  return { ...filters, [term.kind]: joined };
}

const HIDE = /^\s*hide\s+/;

/** What is typed, apart from a leading `hide`. `offset` is where the query begins. */
export function readDraft(draft: string) {
  const prefix = HIDE.exec(draft)?.[0] ?? "";
  return {
    kind: prefix === "" ? "find" : "hide",
    query: draft.slice(prefix.length),
    offset: prefix.length,
  } as const;
}

/** What is wrong with the draft, counted from the beginning of what is typed. */
export function draftFault(draft: string, language: QueryLanguage): QueryFault | null {
  const { query, offset } = readDraft(draft);
  const fault = query.trim() === "" ? null : language.check(query);
  return fault === null ? null : { ...fault, at: fault.at + offset };
}

/** The filters with the draft added; `null` when there is nothing to add or it is no query. */
export function withDraft(
  filters: Filters,
  draft: string,
  language: QueryLanguage,
): Filters | null {
  const { kind, query } = readDraft(draft);
  if (query.trim() === "" || language.check(query) !== null) return null;
  const before = filters[kind].trim();
  const usable = before !== "" && language.check(before) === null ? [before] : [];
  return { ...filters, [kind]: language.join([...usable, query.trim()], OPERATOR[kind]) };
}

/** Ways to go on with the draft, a leading `hide` kept. */
export function completions(
  draft: string,
  caret: number,
  language: QueryLanguage,
): readonly QueryCompletion[] {
  const { query, offset } = readDraft(draft);
  if (caret < offset) return [];
  const prefix = draft.slice(0, offset);
  return language
    .complete(query, caret - offset)
    .map((completion) => ({ ...completion, text: prefix + completion.text }));
}

/** The draft with what is wrong replaced by the suggestion. */
export function repaired(draft: string, { at, length, suggestion }: QueryFault): string {
  return suggestion === null ? draft : draft.slice(0, at) + suggestion + draft.slice(at + length);
}
