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
export const draftAddress = ({ stored, changeSet }: DraftRow, review = false): DraftAddress =>
  addressTo(stored.draft.id, changeSet, review);

/** As `draftAddress`, of a draft that stands alone; of one that was not found, on the whole mesh. */
export const addressOf = (id: string, stored: StoredDraft | null): DraftAddress =>
  addressTo(
    id,
    stored === null ? null : changeSetOf(stored.draft.cluster, foldDraft(stored.draft)),
    false,
  );

type DraftAddress = `/topology?${string}`;

function addressTo(draft: string, changeSet: ChangeSet | null, review: boolean): DraftAddress {
  const objects = changeSet === null ? [] : objectsWritten(changeSet);
  const names = [...new Set(objects.map(({ ref }) => ref.namespace))].sort();
  const isNarrow = names.length > 0 && !names.includes("");
  const namespaces = isNarrow ? names : null;
  const query = printView({ mode: "design", draft, namespaces, review });
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
