import { diffLines, linesOf } from "@/lib/mesh/manifest/diff-lines";

/** A stretch of a text and what comes in its place; offsets are of the text before. */
export type TextChange = {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
};

/**
 * The least changes that lead from one text to another: whole lines where lines came or went, else only the characters that differ. What
 * is not touched keeps its place for cursor, selection and scrolling.
 */
export function textChanges(before: string, after: string): readonly TextChange[] {
  if (before === after) return [];
  const [was, now] = [linesOf(before), linesOf(after)];
  const starts = startsOf(was);
  return diffLines(was, now).flatMap((hunk) => {
    const old = was.slice(hunk.before.at, hunk.before.at + hunk.before.count);
    const fresh = now.slice(hunk.after.at, hunk.after.at + hunk.after.count);
    if (old.length !== fresh.length) {
      return [trimmed(starts[hunk.before.at] ?? before.length, old.join(""), fresh.join(""))];
    }
    return old.map((line, i) =>
      trimmed(starts[hunk.before.at + i] ?? before.length, line, fresh[i] ?? ""),
    );
  });
}

function startsOf(lines: readonly string[]): readonly number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length;
    return start;
  });
}

/** Without what both have at their beginning and end. */
function trimmed(from: number, was: string, now: string): TextChange {
  const most = Math.min(was.length, now.length);
  let head = 0;
  while (head < most && was[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && was.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return {
    from: from + head,
    to: from + was.length - tail,
    insert: now.slice(head, now.length - tail),
  };
}
