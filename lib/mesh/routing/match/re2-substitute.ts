import type { RE2JS } from "@bufbuild/re2";
import { compiled } from "./re2";

type Program = ReturnType<RE2JS["re2"]>["prog"];

/** Operations of a compiled program; the library does not name them outside. */
const OP = { alt: 1, altMatch: 2, capture: 3, emptyWidth: 4, match: 6, nop: 7, rune: 8 } as const;

/** Positions of a match and of its groups: start and end of each, -1 for a group that took no part. */
type Captures = readonly number[];
type Thread = { readonly pc: number; readonly captures: Captures };

/**
 * A text with every match of a pattern replaced; `\1` stands for a group, `\0` for the match, `\\` for a backslash. `null` for a
 * pattern that RE2 refuses. All alternatives are followed at once (Pike's machine), so the time of one search is at most text length
 * × program size.
 *
 * Source: github.com/google/re2 `re2/re2.h` GlobalReplace, Rewrite.
 */
export function substitute(pattern: string, substitution: string, text: string): string | null {
  const re = compiled(pattern);
  if (re === null) return null;
  const { prog } = re.re2();
  let out = "";
  let at = 0;
  let lastEnd = -1;
  while (at <= text.length) {
    const found = search(prog, text, at);
    if (found === null) break;
    const [start = 0, end = 0] = found;
    out += text.slice(at, start);
    const emptyAfterMatch = start === end && start === lastEnd;
    if (!emptyAfterMatch) out += filled(substitution, text, found);
    lastEnd = end;
    at = end;
    if (start === end) {
      const next = text.codePointAt(at);
      if (next === undefined) return out;
      const char = String.fromCodePoint(next);
      out += char;
      at += char.length;
    }
  }
  return out + text.slice(at);
}

/** Groups put into a substitution. */
function filled(substitution: string, text: string, captures: Captures): string {
  return substitution.replace(/\\(\d|\\)/g, (_, what: string) => {
    if (what === "\\") return "\\";
    const [start = -1, end = -1] = captures.slice(Number(what) * 2, Number(what) * 2 + 2);
    return start < 0 || end < 0 ? "" : text.slice(start, end);
  });
}

/** The leftmost match from a place on; among those that begin there the one that Perl would find. */
function search(prog: Program, text: string, from: number): Captures | null {
  let threads: readonly Thread[] = [];
  let best: Captures | null = null;
  for (let at = from; ; ) {
    if (best === null)
      threads = follow(prog, [...threads, { pc: prog.start, captures: [at] }], text, at);
    if (threads.length === 0) return best;
    // Threads behind one that matches are of less preference.
    const matched = threads.findIndex(({ pc }) => prog.getInst(pc).op === OP.match);
    const winner = threads[matched];
    if (winner) best = set(winner.captures, 1, at);
    const here = text.codePointAt(at);
    if (here === undefined) return best;
    const alive = winner ? threads.slice(0, matched) : threads;
    at += here > 0xff_ff ? 2 : 1;
    const read = alive.filter(({ pc }) => prog.getInst(pc).matchRune(here));
    const moved = read.map(({ pc, captures }) => ({ pc: prog.getInst(pc).out, captures }));
    threads = follow(prog, moved, text, at);
  }
}

/** The threads that wait for a character, or have matched, once every step that reads nothing is taken; in the order of preference. */
function follow(
  prog: Program,
  from: readonly Thread[],
  text: string,
  at: number,
): readonly Thread[] {
  const context = contextAt(text, at);
  const open = from.toReversed();
  const reached = new Set<number>();
  const waiting: Thread[] = [];
  for (let thread = open.pop(); thread; thread = open.pop()) {
    if (reached.has(thread.pc)) continue;
    reached.add(thread.pc);
    const { op } = prog.getInst(thread.pc);
    if (op === OP.match || op >= OP.rune) waiting.push(thread);
    else open.push(...onward(prog, thread, at, context).toReversed());
  }
  return waiting;
}

/** Where a step that reads nothing leads, the preferred first. */
function onward(
  prog: Program,
  { pc, captures }: Thread,
  at: number,
  context: number,
): readonly Thread[] {
  const { op, out, arg } = prog.getInst(pc);
  switch (op) {
    case OP.alt:
    case OP.altMatch:
      return [
        { pc: out, captures },
        { pc: arg, captures },
      ];
    case OP.capture:
      return [{ pc: out, captures: set(captures, arg, at) }];
    case OP.nop:
      return [{ pc: out, captures }];
    case OP.emptyWidth:
      return (arg & ~context) === 0 ? [{ pc: out, captures }] : [];
    default:
      return [];
  }
}

function set(captures: Captures, index: number, at: number): Captures {
  const copy = [...captures];
  while (copy.length <= index) copy.push(-1);
  copy[index] = at;
  return copy;
}

const isWord = (char: string | undefined): boolean => char !== undefined && /^\w$/.test(char);

/** Which empty-width conditions hold between two characters, as bits: line start and end, text start and end, word boundary or not. */
function contextAt(text: string, at: number): number {
  const before = text[at - 1];
  const after = text[at];
  const edge = isWord(before) !== isWord(after);
  return (
    (before === undefined || before === "\n" ? 1 : 0) |
    (after === undefined || after === "\n" ? 2 : 0) |
    (before === undefined ? 4 : 0) |
    (after === undefined ? 8 : 0) |
    (edge ? 16 : 32)
  );
}
