import { type FieldInfo, fieldInfo, spelled, usableFields } from "./fields";
import { formatQuery } from "./format";
import { escapePattern } from "./pattern";
import type { MatchField } from "./query";

/** What completion may offer: the names and labels in scope. */
export type Vocabulary = {
  /** What a bare word may be. */
  readonly names: readonly string[];
  readonly values: { readonly [field in Exclude<MatchField, "label">]?: readonly string[] };
  /** Values by label key. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Names of the terms that what is asked can answer; all of the language when it is left out. */
  readonly terms?: ReadonlySet<string>;
};

/** One way to go on: `text.slice(0, from) + insert + text.slice(to)`, with the caret after what was inserted. */
export type Completion = {
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  readonly kind: "field" | "flag" | "label" | "value" | "name" | "unit";
};

const MAX_COMPLETIONS = 20;

/** Ways to complete the word at the caret, best first: those that begin with it, then those that contain it. */
export function completeQuery(
  text: string,
  caret: number,
  vocabulary: Vocabulary,
): readonly Completion[] {
  const at = Math.min(Math.max(0, caret), text.length);
  const { from, to } = wordAround(text, at);
  const typed = text.slice(from, at);
  const operator = /[:<>=!]/.exec(typed);
  if (operator === null) return beginnings(typed, vocabulary, { from, to });

  const name = typed.slice(0, operator.index);
  const info = fieldInfo(name);
  const valueFrom = from + operator.index + 1;
  if (info?.type === "match") {
    const typedValue = text.slice(valueFrom, at);
    return info.keyed
      ? labelCompletions(typedValue, vocabulary, { from: valueFrom, to })
      : valueCompletions(info, typedValue, vocabulary, { from: valueFrom, to });
  }
  return info?.type === "compare" ? unitCompletions(info, text.slice(valueFrom, at), at, to) : [];
}

type Span = { readonly from: number; readonly to: number };

/** The word around the caret: between blanks or parentheses outside quotes, without the `-` that negates it. */
function wordAround(text: string, caret: number): Span {
  let from = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    const breaks = !quoted && /[\s()]/.test(char);
    if (breaks && i >= caret) return { from: afterDashes(text, from, caret), to: i };
    if (breaks) from = i + 1;
    if (char === "\\" && quoted) i += 1;
    else if (char === '"') quoted = !quoted;
  }
  return { from: afterDashes(text, from, caret), to: text.length };
}

function afterDashes(text: string, from: number, caret: number): number {
  let start = from;
  while (start < caret && text[start] === "-") start += 1;
  return start;
}

/** Candidates that fit what was typed; a quote in front of it counts for nothing. */
function fitting(typed: string, candidates: Iterable<string>): readonly string[] {
  const wanted = typed.replaceAll('"', "").toLowerCase();
  const begins: string[] = [];
  const contains: string[] = [];
  for (const candidate of new Set(candidates)) {
    const place = candidate.toLowerCase().indexOf(wanted);
    if (place === 0) begins.push(candidate);
    else if (place > 0) contains.push(candidate);
  }
  return [...begins.sort(), ...contains.sort()].slice(0, MAX_COMPLETIONS);
}

function beginnings(typed: string, vocabulary: Vocabulary, span: Span): readonly Completion[] {
  const fields = usableFields
    .filter(([name]) => vocabulary.terms?.has(name) ?? true)
    .filter(([name]) => name.startsWith(typed.toLowerCase()))
    .map(([name, info]): Completion => {
      return {
        insert: spelled(name, info),
        kind: info.type === "flag" ? "flag" : "field",
        ...span,
      };
    });
  if (typed === "") return fields;
  const names = fitting(typed, vocabulary.names).map(
    (name): Completion => ({
      insert: formatQuery({ type: "text", pattern: escapePattern(name) }),
      kind: "name",
      ...span,
    }),
  );
  return [...fields, ...names].slice(0, MAX_COMPLETIONS);
}

function valueCompletions(
  info: Extract<FieldInfo, { type: "match" }>,
  typed: string,
  vocabulary: Vocabulary,
  span: Span,
): readonly Completion[] {
  const { field } = info;
  if (field === "label") return [];
  const candidates = info.values ?? vocabulary.values[field] ?? [];
  return fitting(typed, candidates).map((value) => {
    const term = formatQuery({ type: "match", field, key: null, pattern: escapePattern(value) });
    return { insert: term.slice(field.length + 1), kind: "value", ...span };
  });
}

function labelCompletions(
  typed: string,
  vocabulary: Vocabulary,
  { from, to }: Span,
): readonly Completion[] {
  const term = (key: string, value: string) =>
    formatQuery({ type: "match", field: "label", key, pattern: escapePattern(value) });
  const equals = typed.indexOf("=");
  if (equals < 0) {
    return fitting(typed, vocabulary.labels.keys()).map((key) => ({
      insert: term(key, "").slice("label:".length),
      from,
      to,
      kind: "label",
    }));
  }
  const key = typed.slice(0, equals).replaceAll('"', "");
  const head = term(key, "").length;
  return fitting(typed.slice(equals + 1), vocabulary.labels.get(key) ?? []).map((value) => ({
    insert: term(key, value).slice(head),
    from: from + equals + 1,
    to,
    kind: "value",
  }));
}

/** Units after a number: `p95>250` offers `ms` and `s`. */
function unitCompletions(
  info: Extract<FieldInfo, { type: "compare" }>,
  typed: string,
  caret: number,
  to: number,
): readonly Completion[] {
  const written = /^=?[\d.]+(.*)$/.exec(typed)?.[1];
  if (written === undefined) return [];
  const units = info.measure.units.map(({ unit }) => unit).filter((unit) => unit !== "");
  return fitting(written, units)
    .filter((unit) => unit !== written)
    .map((insert) => ({ insert, from: caret - written.length, to, kind: "unit" }));
}
