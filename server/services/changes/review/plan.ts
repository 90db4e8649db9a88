import "server-only";
import type { Drift, Review } from "@/lib/delivery/review";
import { movedOn, touchedRefs } from "@/lib/mesh/changes/base";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import type { Draft, EditConflict, FoldedDraft } from "@/lib/mesh/changes/draft";
import { revertObject } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";
import { type Gap, gapsOf } from "@/lib/mesh/changes/plan/gaps";
import { refreshVersions } from "@/lib/mesh/changes/rebase";
import { refKey } from "@/lib/mesh/model/resource";
import type { MeshSettings } from "@/lib/mesh/routing/spec/mesh-settings";
import { shownDrift } from "./drift";
import { basesOf, type Standing } from "./standing";

/** What would be written, before anybody is asked about it. */
export type Plan = {
  readonly subject: Review["subject"];
  readonly changeSet: ChangeSet;
  /** The objects of the change set, each once, from what stands to what is wanted. */
  readonly folded: FoldedDraft;
  readonly conflicts: readonly EditConflict[];
  readonly moved: readonly ConfigRef[];
  readonly gaps: readonly Gap[];
  readonly leftOut: readonly string[];
  readonly drift: readonly Drift[];
};

/** The draft without some of its objects, and without what was undone: only what would be written is looked at. */
export function withoutObjects(
  draft: Draft,
  leaveOut: readonly string[],
): { readonly draft: Draft; readonly leftOut: readonly string[] } {
  const asked = new Set(leaveOut);
  const left = [...refsOf(draft)].filter(([key]) => asked.has(key));
  const rest = left.reduce((now, [, ref]) => revertObject(now, ref), draft);
  return { draft: { ...rest, undone: [] }, leftOut: left.map(([key]) => key) };
}

/** Objects that the edits of a draft touch, by `refKey`. */
export const refsOf = ({ edits }: Draft): ReadonlyMap<string, ConfigRef> => touchedRefs(edits, []);

/**
 * What a draft comes to on what stands now. An object that could not be read counts as the author found it; one that is not any more
 * what the author found keeps its old base, and is named.
 */
export function planDraft(
  { draft, leftOut }: ReturnType<typeof withoutObjects>,
  version: number,
  standing: Standing,
  settings: MeshSettings,
): Plan {
  const current = basesOf(standing, (ref) => draft.base[refKey(ref)] ?? null);
  const folded = foldDraft(refreshVersions(draft, current));
  const changeSet = changeSetOf(draft.cluster, folded, settings);
  const moved = movedOn(draft, current);
  return {
    subject: { type: "draft", id: draft.id, version },
    changeSet,
    folded,
    conflicts: folded.conflicts,
    moved,
    gaps: gapsOf(changeSet.changes, settings),
    leftOut,
    drift: moved.map((ref) => {
      const wrote = draft.base[refKey(ref)]?.value ?? null;
      return shownDrift({ ref, wrote, now: current(ref) }, standing);
    }),
  };
}
