/**
 * A regular expression as a tree. Covers the part of RE2's syntax that routes use: literals, classes, groups, alternation,
 * repetition, anchors. Source: github.com/google/re2 `doc/syntax.txt`.
 */
export type RegexNode =
  | { readonly type: "set"; readonly holds: (code: number) => boolean }
  | { readonly type: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly type: "choice"; readonly parts: readonly RegexNode[] }
  | {
      readonly type: "repeat";
      readonly part: RegexNode;
      readonly min: number;
      readonly max: number;
    }
  | { readonly type: "start" }
  | { readonly type: "end" };

/** RE2's own limit on counted repetition. */
const MAX_REPEAT = 1000;

type Cursor = { readonly text: readonly string[]; at: number; fold: boolean };

/** Thrown inside this file alone, to leave the descent; `parseRegex` turns it into `null`. */
class NotUnderstood extends Error {}

/** The tree of a pattern, or `null` for one that RE2 refuses or that is outside the covered part. */
export function parseRegex(pattern: string): RegexNode | null {
  const cursor: Cursor = { text: [...pattern], at: 0, fold: false };
  try {
    const node = parseChoice(cursor);
    return cursor.at === cursor.text.length ? node : null;
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

const peek = (c: Cursor): string | undefined => c.text[c.at];

function accept(c: Cursor, expected: string): boolean {
  if (c.text.slice(c.at, c.at + expected.length).join("") !== expected) return false;
  c.at += expected.length;
  return true;
}

function parseChoice(c: Cursor): RegexNode {
  const fold = c.fold;
  const parts = [parseSequence(c)];
  while (accept(c, "|")) parts.push(parseSequence(c));
  c.fold = fold;
  const [only] = parts;
  return parts.length === 1 && only ? only : { type: "choice", parts };
}

function parseSequence(c: Cursor): RegexNode {
  const parts: RegexNode[] = [];
  for (let next = peek(c); next !== undefined && next !== "|" && next !== ")"; next = peek(c)) {
    const atom = parseAtom(c);
    if (atom) parts.push(parseRepeats(c, atom));
  }
  return { type: "sequence", parts };
}

/** One item; `null` for a group that only sets flags. */
function parseAtom(c: Cursor): RegexNode | null {
  const next = c.text[c.at++];
  if (next === "(") return parseGroup(c);
  if (next === "[") return parseClass(c);
  if (next === "^") return { type: "start" };
  if (next === "$") return { type: "end" };
  if (next === ".") return set((code) => code !== 10);
  if (next === "\\") return parseEscape(c);
  if (next === undefined || "*+?".includes(next)) throw new NotUnderstood();
  return literal(next, c.fold);
}

function parseGroup(c: Cursor): RegexNode | null {
  if (accept(c, "?:")) return closed(c, parseChoice(c));
  if (accept(c, "?P<") || accept(c, "?<")) {
    const name = readUntil(c, ">");
    if (!/^\w+$/.test(name)) throw new NotUnderstood();
    return closed(c, parseChoice(c));
  }
  if (accept(c, "?i)")) {
    c.fold = true;
    return null;
  }
  if (accept(c, "?i:")) {
    const outer = c.fold;
    c.fold = true;
    const node = parseChoice(c);
    c.fold = outer;
    return closed(c, node);
  }
  if (peek(c) === "?") throw new NotUnderstood();
  return closed(c, parseChoice(c));
}

function closed(c: Cursor, node: RegexNode): RegexNode {
  if (!accept(c, ")")) throw new NotUnderstood();
  return node;
}

function readUntil(c: Cursor, end: string): string {
  const stop = c.text.indexOf(end, c.at);
  if (stop < 0) throw new NotUnderstood();
  const text = c.text.slice(c.at, stop).join("");
  c.at = stop + 1;
  return text;
}

function parseRepeats(c: Cursor, atom: RegexNode): RegexNode {
  const range = parseRange(c);
  if (range === null) return atom;
  // Lazy or greedy makes no difference to whether the whole text matches.
  accept(c, "?");
  if (parseRange(c) !== null) throw new NotUnderstood();
  return { type: "repeat", part: atom, ...range };
}

function parseRange(c: Cursor): { min: number; max: number } | null {
  if (accept(c, "*")) return { min: 0, max: Number.POSITIVE_INFINITY };
  if (accept(c, "+")) return { min: 1, max: Number.POSITIVE_INFINITY };
  if (accept(c, "?")) return { min: 0, max: 1 };
  const counted = /^\{(\d+)(,(\d*))?\}/.exec(c.text.slice(c.at, c.at + 12).join(""));
  if (!counted) return null;
  c.at += counted[0].length;
  const min = Number(counted[1]);
  const open = counted[2] !== undefined && counted[3] === "";
  const max = open ? Number.POSITIVE_INFINITY : Number(counted[3] ?? counted[1]);
  if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && (max > MAX_REPEAT || max < min))) {
    throw new NotUnderstood();
  }
  return { min, max };
}

const set = (holds: (code: number) => boolean): RegexNode => ({ type: "set", holds });

/** RE2 folds by simple case; only ASCII is folded here, other letters with case are refused under `(?i)`. */
function literal(char: string, fold: boolean): RegexNode {
  const code = codeOf(char);
  if (!fold) return set((c) => c === code);
  if (code > 127) throw new NotUnderstood();
  const lower = codeOf(char.toLowerCase());
  return set((c) => lowerAscii(c) === lower);
}

const codeOf = (char: string): number => char.codePointAt(0) ?? -1;
const lowerAscii = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

const isDigit = (c: number) => c >= 48 && c <= 57;
const isWord = (c: number) =>
  isDigit(c) || (lowerAscii(c) >= 97 && lowerAscii(c) <= 122) || c === 95;
const isSpace = (c: number) => c === 32 || (c >= 9 && c <= 13 && c !== 11);

const PERL: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  D: (c) => !isDigit(c),
  w: isWord,
  W: (c) => !isWord(c),
  s: isSpace,
  S: (c) => !isSpace(c),
};

const CONTROL: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 };

function parseEscape(c: Cursor): RegexNode {
  const next = c.text[c.at++];
  if (next === undefined) throw new NotUnderstood();
  const perl = PERL[next];
  if (perl) return set(perl);
  if (next === "A") return { type: "start" };
  if (next === "z") return { type: "end" };
  return literal(escapedChar(c, next), c.fold);
}

/** Punctuation stands for itself; letters and digits other than the known ones are refused, as in RE2. */
function escapedChar(c: Cursor, next: string): string {
  const control = CONTROL[next];
  if (control !== undefined) return String.fromCodePoint(control);
  if (next === "x") {
    const hex = c.text.slice(c.at, c.at + 2).join("");
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) throw new NotUnderstood();
    c.at += 2;
    return String.fromCodePoint(Number.parseInt(hex, 16));
  }
  if (/\w/.test(next) || codeOf(next) > 127) throw new NotUnderstood();
  return next;
}

type Member = (code: number) => boolean;

function parseClass(c: Cursor): RegexNode {
  const negated = accept(c, "^");
  const members: Member[] = [];
  for (let first = true; first || peek(c) !== "]"; first = false) {
    if (peek(c) === undefined) throw new NotUnderstood();
    members.push(parseMember(c));
  }
  c.at += 1;
  return set((code) => members.some((m) => m(code)) !== negated);
}

function parseMember(c: Cursor): Member {
  if (accept(c, "[:")) throw new NotUnderstood();
  const low = classChar(c);
  if (typeof low === "function") return low;
  if (peek(c) !== "-" || c.text[c.at + 1] === "]") return folded(low, low, c.fold);
  c.at += 1;
  const high = classChar(c);
  if (typeof high === "function" || high < low) throw new NotUnderstood();
  return folded(low, high, c.fold);
}

function folded(low: number, high: number, fold: boolean): Member {
  if (!fold) return (code) => code >= low && code <= high;
  if (high > 127) throw new NotUnderstood();
  const inRange = (code: number) => code >= low && code <= high;
  return (code) => inRange(code) || inRange(lowerAscii(code)) || inRange(upperAscii(code));
}

const upperAscii = (code: number): number => (code >= 97 && code <= 122 ? code - 32 : code);

function classChar(c: Cursor): number | Member {
  const next = c.text[c.at++];
  if (next === undefined) throw new NotUnderstood();
  if (next !== "\\") return codeOf(next);
  const escaped = c.text[c.at++];
  if (escaped === undefined) throw new NotUnderstood();
  return PERL[escaped] ?? codeOf(escapedChar(c, escaped));
}
