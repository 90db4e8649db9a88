"use client";

import { ExportDialog } from "@/components/changes/export/export-dialog";
import { ReviewDrawer } from "@/components/changes/review/review-drawer";
import type { Draft, FoldedDraft } from "@/lib/mesh/changes/draft";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";

type DraftDialogsProps = {
  readonly draft: Draft | null;
  readonly folded: FoldedDraft | null;
  readonly reviewing: boolean;
  readonly onReviewed: () => void;
  readonly exporting: boolean;
  readonly onExported: () => void;
};

/** What opens over a page that works on a draft: its review, and its export. */
export function DraftDialogs({ draft, folded, ...props }: DraftDialogsProps) {
  if (draft === null) return null;
  return (
    <>
      {props.reviewing ? <ReviewDrawer draftId={draft.id} onClose={props.onReviewed} /> : null}
      {props.exporting && folded !== null ? (
        <ExportDialog
          name={draft.name}
          changeSet={changeSetOf(draft.cluster, folded)}
          conflicts={folded.conflicts.length}
          onClose={props.onExported}
        />
      ) : null}
    </>
  );
}
