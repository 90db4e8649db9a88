import { diff3Merge } from "node-diff3";
import { linesOf } from "./diff-lines";

export type MergedText = {
  readonly text: string;
  /** Whether no lines were changed by both in different ways. Otherwise `text` has `ours` in those places, and theirs is not in it. */
  readonly clean: boolean;
};

/**
 * Brings together what two sides made of one text, by lines. Lines that both sides changed in the same way are changed once.
 *
 * A clean merge is one of lines, not of meaning: whether the text still is the object that is wanted must be asked after.
 */
export function mergeTexts(base: string, ours: string, theirs: string): MergedText {
  if (ours === theirs || base === theirs) return { text: ours, clean: true };
  if (base === ours) return { text: theirs, clean: true };
  const regions = diff3Merge<string>(linesOf(ours), linesOf(base), linesOf(theirs), {
    excludeFalseConflicts: true,
  });
  return {
    text: regions.flatMap((region) => region.ok ?? region.conflict?.a ?? []).join(""),
    clean: regions.every((region) => region.conflict === undefined),
  };
}
