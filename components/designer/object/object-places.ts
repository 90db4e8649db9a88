import type { FindingPlace } from "@/lib/live/findings/finding-place";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { linesOf } from "@/lib/mesh/manifest/diff-lines";
import { notesOf } from "../yaml/text/notes";

/** The places of an object's findings in its text, in the order of the lines. Findings without a text stand on its first line. */
export function findingPlaces(text: string, findings: readonly Finding[]): readonly FindingPlace[] {
  const starts = lineStarts(text);
  return findings
    .map((finding) => {
      const offset = notesOf(text, null, [finding])[0]?.from ?? 0;
      const line = Math.max(1, starts.findLastIndex((start) => start <= offset) + 1);
      return { finding, offset, line };
    })
    .toSorted((a, b) => a.offset - b.offset);
}

function lineStarts(text: string): readonly number[] {
  let at = 0;
  return linesOf(text).map((line) => {
    const start = at;
    at += line.length;
    return start;
  });
}
