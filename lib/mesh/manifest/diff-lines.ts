import { diffIndices } from "node-diff3";

/** Lines of one text that stand in place of lines of another. Lines count from 0; `count` may be 0 on one side. */
export type LineHunk = {
  readonly before: { readonly at: number; readonly count: number };
  readonly after: { readonly at: number; readonly count: number };
};

/** The lines of a text with their ends: joined they are the text again. A text of nothing has none. */
export const linesOf = (text: string): string[] => (text === "" ? [] : text.split(/(?<=\n)/));

/** Where two lists of lines differ, in order; what lies between the hunks is the same in both. */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
): readonly LineHunk[] {
  return diffIndices([...before], [...after]).map(({ buffer1, buffer2 }) => ({
    before: { at: buffer1[0], count: buffer1[1] },
    after: { at: buffer2[0], count: buffer2[1] },
  }));
}
