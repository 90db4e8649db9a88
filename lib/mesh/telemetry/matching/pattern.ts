import { err, ok, type Result } from "../../../result";

/**
 * Regular expressions of RE2's syntax for short ASCII texts (codes, protocols, directions), matched in polynomial time
 * whatever the expression: they come from annotations, so a hostile one may not stop the server or a browser.
 *
 * Literals, `.`, classes, `\d \D \w \W \s \S`, groups, `|`, `* + ? {n} {n,} {n,m}` and their lazy forms, `^`, `$`.
 * source: https://github.com/google/re2/wiki/Syntax
 */
export type Pattern =
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | {
      readonly kind: "repeat";
      readonly part: Pattern;
      readonly min: number;
      /** `Infinity` for no limit. */
      readonly max: number;
    };

/** First and last character, both included. */
type Range = readonly [from: string, to: string];

/** What is wrong with an expression, and at which character of it. */
export type PatternError = { readonly code: "not-a-pattern"; readonly at: number };

const LONGEST = 256;
const DEEPEST = 20;
const MOST_REPEATS = 1000;

/** Reads an expression; `not-a-pattern` also for the parts of RE2 that are not listed above. */
export function parsePattern(text: string): Result<Pattern, PatternError> {
  if (text.length > LONGEST) return err({ code: "not-a-pattern", at: LONGEST });
  const reader: Reader = { text, at: 0, depth: 0 };
  const pattern = readChoice(reader);
  if (pattern === null || reader.at < text.length) {
    return err({ code: "not-a-pattern", at: reader.at });
  }
  return ok(pattern);
}

/** Whether the expression is found anywhere in the text, as Go's `MatchString`. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const starts = new Set(Array.from({ length: text.length + 1 }, (_, i) => i));
  return endsOf(pattern, text, starts).size > 0;
}

/** Where a match can end that begins at one of `starts`. */
function endsOf(pattern: Pattern, text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  if (starts.size === 0) return starts;
  switch (pattern.kind) {
    case "start":
      return new Set(starts.has(0) ? [0] : []);
    case "end":
      return new Set(starts.has(text.length) ? [text.length] : []);
    case "set":
      return new Set([...starts].filter((at) => takes(pattern, text[at])).map((at) => at + 1));
    case "sequence":
      return pattern.parts.reduce((at, part) => endsOf(part, text, at), starts);
    case "choice":
      return new Set(pattern.options.flatMap((option) => [...endsOf(option, text, starts)]));
    case "repeat":
      return endsOfRepeat(pattern, text, starts);
  }
}

/** Each turn either adds places or ends, so there are no more turns than places, and one. */
function endsOfRepeat(
  { part, min, max }: Extract<Pattern, { kind: "repeat" }>,
  text: string,
  starts: ReadonlySet<number>,
): ReadonlySet<number> {
  let now = starts;
  for (let turn = 0; turn < min; turn += 1) {
    const next = endsOf(part, text, now);
    if (sameSet(next, now)) break;
    now = next;
  }
  const ends = new Set(now);
  for (let turn = min; turn < max && now.size > 0; turn += 1) {
    now = new Set([...endsOf(part, text, now)].filter((at) => !ends.has(at)));
    for (const at of now) ends.add(at);
  }
  return ends;
}

const sameSet = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
  a.size === b.size && [...a].every((at) => b.has(at));

function takes(set: Extract<Pattern, { kind: "set" }>, sign: string | undefined): boolean {
  if (sign === undefined) return false;
  return set.ranges.some(([from, to]) => from <= sign && sign <= to) !== set.negated;
}

type Reader = { readonly text: string; at: number; depth: number };

function readChoice(reader: Reader): Pattern | null {
  const options: Pattern[] = [];
  do {
    if (options.length > 0) reader.at += 1;
    const sequence = readSequence(reader);
    if (sequence === null) return null;
    options.push(sequence);
  } while (reader.text[reader.at] === "|");
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
}

function readSequence(reader: Reader): Pattern | null {
  const parts: Pattern[] = [];
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text[reader.at] ?? "")) {
    const part = readRepeats(reader);
    if (part === null) return null;
    parts.push(part);
  }
  return { kind: "sequence", parts };
}

const REPEAT = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})/;

function readRepeats(reader: Reader): Pattern | null {
  const part = readAtom(reader);
  const found = REPEAT.exec(reader.text.slice(reader.at));
  if (part === null || found === null) return part;
  const [sign, min = "", comma, max = ""] = found;
  const [least, most] = limitsOf(sign, min, comma !== undefined, max);
  if (least > MOST_REPEATS || (most !== Number.POSITIVE_INFINITY && most > MOST_REPEATS))
    return null;
  if (least > most) return null;
  reader.at += sign.length;
  if (reader.text[reader.at] === "?") reader.at += 1;
  if (REPEAT.test(reader.text.slice(reader.at))) return null;
  return { kind: "repeat", part, min: least, max: most };
}

function limitsOf(
  sign: string,
  min: string,
  open: boolean,
  max: string,
): readonly [number, number] {
  if (sign === "*") return [0, Number.POSITIVE_INFINITY];
  if (sign === "+") return [1, Number.POSITIVE_INFINITY];
  if (sign === "?") return [0, 1];
  if (!open) return [Number(min), Number(min)];
  return [Number(min), max === "" ? Number.POSITIVE_INFINITY : Number(max)];
}

function readAtom(reader: Reader): Pattern | null {
  const sign = reader.text[reader.at];
  if (sign === "(") return readGroup(reader);
  if (sign === "[") return readClass(reader);
  if (sign === "\\") {
    const escaped = readEscape(reader);
    return escaped === null ? null : { kind: "set", ...escaped };
  }
  if (sign === undefined || /[*+?]/.test(sign)) return null;
  reader.at += 1;
  if (sign === "^") return { kind: "start" };
  if (sign === "$") return { kind: "end" };
  if (sign === ".") return { kind: "set", negated: true, ranges: [["\n", "\n"]] };
  return { kind: "set", negated: false, ranges: [[sign, sign]] };
}

function readGroup(reader: Reader): Pattern | null {
  reader.depth += 1;
  if (reader.depth > DEEPEST) return null;
  reader.at += reader.text.startsWith("(?:", reader.at) ? 3 : 1;
  const inside = readChoice(reader);
  if (inside === null || reader.text[reader.at] !== ")") return null;
  reader.at += 1;
  reader.depth -= 1;
  return inside;
}

type CharacterSet = { readonly negated: boolean; readonly ranges: readonly Range[] };

const DIGITS: readonly Range[] = [["0", "9"]];
const WORD: readonly Range[] = [...DIGITS, ["A", "Z"], ["a", "z"], ["_", "_"]];
const BLANKS: readonly Range[] = [
  ["\t", "\n"],
  ["\f", "\r"],
  [" ", " "],
];
const CLASSES: Readonly<Record<string, readonly Range[]>> = { d: DIGITS, w: WORD, s: BLANKS };

function readEscape(reader: Reader): CharacterSet | null {
  const sign = reader.text[reader.at + 1];
  if (sign === undefined) return null;
  const ranges = CLASSES[sign.toLowerCase()];
  if (ranges === undefined && /[0-9A-Za-z]/.test(sign)) return null;
  reader.at += 2;
  if (ranges !== undefined) return { negated: sign !== sign.toLowerCase(), ranges };
  return { negated: false, ranges: [[sign, sign]] };
}

function readClass(reader: Reader): Pattern | null {
  reader.at += 1;
  const negated = reader.text[reader.at] === "^";
  if (negated) reader.at += 1;
  const ranges: Range[] = [];
  do {
    const added = readClassRange(reader);
    if (added === null) return null;
    ranges.push(...added);
  } while (reader.text[reader.at] !== "]");
  reader.at += 1;
  return { kind: "set", negated, ranges };
}

function readClassRange(reader: Reader): readonly Range[] | null {
  const first = readClassItem(reader);
  if (first === null) return null;
  const [from] = first;
  const isRange = reader.text[reader.at] === "-" && reader.text[reader.at + 1] !== "]";
  if (!isRange || from === undefined || first.length > 1 || from[0] !== from[1]) return first;
  reader.at += 1;
  const [to, ...rest] = readClassItem(reader) ?? [];
  if (to === undefined || rest.length > 0 || to[0] !== to[1] || to[0] < from[0]) return null;
  return [[from[0], to[0]]];
}

function readClassItem(reader: Reader): readonly Range[] | null {
  const sign = reader.text[reader.at];
  if (sign === undefined || reader.text.startsWith("[:", reader.at)) return null;
  if (sign === "\\") {
    const escaped = readEscape(reader);
    return escaped === null || escaped.negated ? null : escaped.ranges;
  }
  reader.at += 1;
  return [[sign, sign]];
}
