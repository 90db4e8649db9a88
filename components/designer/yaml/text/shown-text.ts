import type { DraftMark } from "@/components/ui/glyphs/draft-glyph";
import type { DraftObject } from "@/lib/mesh/changes/draft";
import { equalJson } from "@/lib/mesh/manifest/field-change";
import { type MergedText, mergeTexts } from "@/lib/mesh/manifest/merge-texts";
import type { UnfinishedText } from "./unfinished-texts";

/**
 * What the editor of an object shows.
 *
 * - `one`: the draft's text.
 * - `unfinished`: the author's text, which is not in the draft yet.
 * - `moved`: the same, and the draft's text is not any more the one that it was typed on: the author says which stays.
 */
export type ShownText =
  | { readonly state: "one"; readonly text: string }
  | { readonly state: "unfinished"; readonly text: string }
  | { readonly state: "moved"; readonly text: string; readonly merged: MergedText };

export function shownText(draftText: string, kept: UnfinishedText | undefined): ShownText {
  if (kept === undefined || kept.text === draftText) return { state: "one", text: draftText };
  if (kept.on === draftText) return { state: "unfinished", text: kept.text };
  const merged = mergeTexts(kept.on, kept.text, draftText);
  return { state: "moved", text: kept.text, merged };
}

/** What a draft does to an object; `null` where it leaves it as it found it. */
export function draftMark({ before, after }: DraftObject): DraftMark | null {
  if (before === null) return after === null ? null : "add";
  if (after === null) return "remove";
  return equalJson(before.value, after) ? null : "change";
}
