import type { Columns } from "@/components/ui/code/yaml-code";
import { diffLines, linesOf } from "@/lib/mesh/manifest/diff-lines";

/** One line of two texts set against each other. Numbers count from 1. */
export type DiffLine =
  | {
      readonly type: "same";
      readonly before: number;
      readonly after: number;
      readonly text: string;
    }
  | {
      readonly type: "added" | "removed";
      readonly number: number;
      readonly text: string;
      /** What of the line is another than in its counterpart; `null` where it has none, or all of it is. */
      readonly strong: Columns | null;
    };

export type FoldedLines = {
  readonly type: "folded";
  readonly lines: readonly Extract<DiffLine, { readonly type: "same" }>[];
};

/** The lines of both texts in order: what stays once, of what is replaced first the old. A last line break is no line. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [bareLines(before), bareLines(after)];
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  const copyTo = (end: number) => {
    for (; i < end; i += 1, j += 1) {
      lines.push({ type: "same", before: i + 1, after: j + 1, text: old[i] ?? "" });
    }
  };
  for (const { before: gone, after: come } of diffLines(old, now)) {
    copyTo(gone.at);
    [i, j] = [gone.at + gone.count, come.at + come.count];
    lines.push(...replaced(old.slice(gone.at, i), now.slice(come.at, j), gone.at, come.at));
  }
  copyTo(old.length);
  return lines;
}

/** Without their ends, so that a text written with others differs in nothing. */
const bareLines = (text: string): readonly string[] =>
  linesOf(text).map((line) => line.replace(/\r?\n$/, ""));

function replaced(
  old: readonly string[],
  now: readonly string[],
  from: number,
  to: number,
): readonly DiffLine[] {
  const pairs = old.map((line, i) =>
    old.length === now.length ? changedIn(line, now[i] ?? "") : null,
  );
  return [
    ...old.map((text, i) => ({
      type: "removed" as const,
      number: from + i + 1,
      text,
      strong: pairs[i]?.old ?? null,
    })),
    ...now.map((text, i) => ({
      type: "added" as const,
      number: to + i + 1,
      text,
      strong: pairs[i]?.now ?? null,
    })),
  ];
}

const WORD = /[\w.%-]/;

/** The stretch in which two lines differ, to whole words; `null` where they have too little in common for it to say anything. */
function changedIn(
  old: string,
  now: string,
): { readonly old: Columns; readonly now: Columns } | null {
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  while (head > 0 && WORD.test(old[head - 1] ?? "")) head -= 1;
  while (tail > 0 && WORD.test(old.at(-tail) ?? "")) tail -= 1;
  if (old.slice(0, head).trim() === "") return null;
  return {
    old: { from: head, to: old.length - tail },
    now: { from: head, to: now.length - tail },
  };
}

/** Lines of context that stay around a difference, and the fewest lines that are worth folding. */
const CONTEXT = 3;
const WORTH = 2;

/** Stretches that stay the same are folded but for the lines next to a difference. */
export function foldLines(lines: readonly DiffLine[]): readonly (DiffLine | FoldedLines)[] {
  const near = (i: number) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((l) => l.type !== "same");
  const out: (DiffLine | FoldedLines)[] = [];
  let run: Extract<DiffLine, { readonly type: "same" }>[] = [];
  const flush = () => {
    if (run.length >= WORTH) out.push({ type: "folded", lines: run });
    else out.push(...run);
    run = [];
  };
  lines.forEach((line, i) => {
    if (line.type === "same" && !near(i)) {
      run.push(line);
      return;
    }
    flush();
    out.push(line);
  });
  flush();
  return out;
}

/** Old and new next to each other: what was replaced beside what replaced it. `null` where one side has no line. */
export type SideBySide = { readonly left: DiffLine | null; readonly right: DiffLine | null };

export function besideEachOther(lines: readonly DiffLine[]): readonly SideBySide[] {
  const rows: SideBySide[] = [];
  let [gone, come]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); i += 1) {
      rows.push({ left: gone[i] ?? null, right: come[i] ?? null });
    }
    [gone, come] = [[], []];
  };
  for (const line of lines) {
    if (line.type === "removed") gone.push(line);
    else if (line.type === "added") come.push(line);
    else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
}

export const countLines = (lines: readonly DiffLine[], type: DiffLine["type"]): number =>
  lines.filter((line) => line.type === type).length;
