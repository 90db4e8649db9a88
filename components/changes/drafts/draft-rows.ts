import type { StoredDraft } from "@/lib/delivery/draft";
import { type CurrentBases, movedOn } from "@/lib/mesh/changes/base";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";

/** A draft of the list, and what it comes to. */
export type DraftRow = {
  readonly stored: StoredDraft;
  readonly changeSet: ChangeSet;
  /** Edits that do not fit its base. */
  readonly conflicts: number;
  /** Objects of which the cluster has another version; `null` until the mesh is known. */
  readonly moved: number | null;
};

/** The drafts as rows. @param current objects as the cluster has them; `null` until they are known */
export const draftRows = (
  drafts: readonly StoredDraft[],
  current: CurrentBases | null,
): readonly DraftRow[] =>
  drafts.map((stored) => {
    const { draft } = stored;
    const folded = foldDraft(draft);
    return {
      stored,
      changeSet: changeSetOf(draft.cluster, folded),
      conflicts: new Set(folded.conflicts.map((c) => c.edit)).size,
      moved: current === null ? null : movedOn(draft, current).length,
    };
  });
