import { diffLines, type LineHunk, linesOf } from "@/lib/mesh/manifest/diff-lines";

/** What a draft did to a line. Lines count from 1. */
export type LineMark =
  | { readonly type: "add"; readonly line: number }
  /** `was`: the value that stood there, where only the value is another one. */
  | { readonly type: "change"; readonly line: number; readonly was: string | null }
  /** Lines that stood above this one, and are gone; beyond the last line, at its end. */
  | { readonly type: "remove"; readonly line: number; readonly count: number };

type Entry = { readonly lead: string; readonly value: string };

/** Indentation, dash and key of a line, and the value behind; `null` for a line that is no entry. */
function entryOf(line: string): Entry | null {
  const found = /^(\s*(?:- )*[^\s#][^:#]*:)(?:\s+(.*?))?\s*$/.exec(line);
  return found === null ? null : { lead: found[1] ?? "", value: found[2] ?? "" };
}

/** The marks of all lines in which a text differs from the one it came from, in the order of the lines. */
export function lineMarks(before: string, after: string): readonly LineMark[] {
  if (before === after) return [];
  const [was, now] = [linesOf(before), linesOf(after)];
  return diffLines(was, now).flatMap((hunk) => marksOf(hunk, was, now));
}

/** Within a hunk, a line with the indentation and key of one that stood there is that line changed; the rest came or went. */
function marksOf(
  { before, after }: LineHunk,
  was: readonly string[],
  now: readonly string[],
): readonly LineMark[] {
  const old = was.slice(before.at, before.at + before.count);
  const marks: LineMark[] = [];
  let next = 0;
  let paired = 0;
  for (let i = 0; i < after.count; i += 1) {
    const line = after.at + i + 1;
    const entry = entryOf(now[line - 1] ?? "");
    const at = entry === null ? -1 : old.findIndex((l, o) => o >= next && isSame(l, entry));
    if (at < 0) {
      marks.push({ type: "add", line });
      continue;
    }
    next = at + 1;
    paired += 1;
    const value = entryOf(old[at] ?? "")?.value ?? "";
    const isValue = value !== "" && entry?.value !== "" && value !== entry?.value;
    marks.push({ type: "change", line, was: isValue ? value : null });
  }
  const gone = before.count - paired;
  if (gone === 0) return marks;
  const remove: LineMark = { type: "remove", line: after.at + after.count + 1, count: gone };
  return [...marks, remove];
}

const isSame = (line: string, { lead }: Entry): boolean => entryOf(line)?.lead === lead;
