import type { StoredDraft } from "@/lib/delivery/draft";
import { type CurrentBases, movedOn } from "@/lib/mesh/changes/base";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";
import { printView } from "@/lib/view/view-params";
import { objectsWritten } from "../review/model/reviewed-values";

/** A draft of the list, and what it comes to. */
export type DraftRow = {
  readonly stored: StoredDraft;
  readonly changeSet: ChangeSet;
  /** Edits that do not fit its base. */
  readonly conflicts: number;
  /** Objects of which the cluster has another version; `null` until the mesh is known. */
  readonly moved: number | null;
};

/**
 * The address that opens a draft on what it edits: the namespaces of its objects, each once. Where one of them has none, on the whole
 * mesh.
 */
export function draftAddress(
  { stored, changeSet }: DraftRow,
  review = false,
): `/topology?${string}` {
  const names = [...new Set(objectsWritten(changeSet).map(({ ref }) => ref.namespace))].sort();
  const isNarrow = names.length > 0 && !names.includes("");
  const namespaces = isNarrow ? names : null;
  const query = printView({ mode: "design", draft: stored.draft.id, namespaces, review });
  return `/topology?${query.slice(1)}`;
}

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
