/** What is missing where a text stops being JSON. */
export type JsonFault = {
  readonly code: "value" | "key" | "colon" | "comma" | "string" | "end" | "rest";
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
};

type Code = JsonFault["code"];
type Step =
  | { readonly at: number; readonly fault: null }
  | { readonly at: number; readonly fault: Code };

// biome-ignore lint/suspicious/noControlCharactersInRegex: what may not stand in a string as it is
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANK = /[ \t\n\r]*/y;

/** Deeper texts are not read: nobody writes a token like that. */
const DEEPEST = 200;

/**
 * Where a text stops being JSON; `null` where it is JSON to its end. The parsers of browsers do not say so alike.
 *
 * Source: RFC 8259.
 */
export function jsonFault(text: string): JsonFault | null {
  const read = value(text, skip(text, 0), 0);
  if (read.fault !== null) return placed(text, read.at, read.fault);
  const end = skip(text, read.at);
  return end === text.length ? null : placed(text, end, "rest");
}

function placed(text: string, at: number, code: Code): JsonFault {
  const before = text.slice(0, at).split("\n");
  return { code, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function end(form: RegExp, text: string, at: number): number | null {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : null;
}

const skip = (text: string, at: number): number => end(BLANK, text, at) ?? at;
const done = (at: number): Step => ({ at, fault: null });
const wrong = (text: string, at: number, fault: Code): Step => ({
  at,
  fault: at >= text.length && fault !== "value" ? "end" : fault,
});

function value(text: string, at: number, depth: number): Step {
  const sign = text[at];
  if (sign === '"') {
    const to = end(STRING, text, at);
    return to === null ? { at, fault: "string" } : done(to);
  }
  if ((sign === "{" || sign === "[") && depth < DEEPEST) return list(text, at, depth);
  const to = end(SCALAR, text, at);
  return to === null ? { at, fault: "value" } : done(to);
}

/** An object or an array, from its bracket on. */
function list(text: string, from: number, depth: number): Step {
  const close = text[from] === "{" ? "}" : "]";
  let at = skip(text, from + 1);
  if (text[at] === close) return done(at + 1);
  for (;;) {
    const item = close === "}" ? entry(text, at, depth) : value(text, at, depth + 1);
    if (item.fault !== null) return item;
    at = skip(text, item.at);
    if (text[at] === close) return done(at + 1);
    if (text[at] !== ",") return wrong(text, at, "comma");
    at = skip(text, at + 1);
  }
}

function entry(text: string, at: number, depth: number): Step {
  const key = text[at] === '"' ? end(STRING, text, at) : null;
  if (key === null) return text[at] === '"' ? { at, fault: "string" } : wrong(text, at, "key");
  const colon = skip(text, key);
  if (text[colon] !== ":") return wrong(text, colon, "colon");
  return value(text, skip(text, colon + 1), depth + 1);
}
