"use client";

import { useMemo, useState } from "react";
import { ExportDialog } from "@/components/changes/export/export-dialog";
import { ReviewDrawer } from "@/components/changes/review/review-drawer";
import type { Draft, FoldedDraft } from "@/lib/mesh/changes/draft";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";

/** Whether the export of the open draft is shown. */
export type Exporting = {
  readonly shown: boolean;
  readonly open: () => void;
  readonly close: () => void;
};

export function useExporting(): Exporting {
  const [shown, setShown] = useState(false);
  return useMemo(
    () => ({ shown, open: () => setShown(true), close: () => setShown(false) }),
    [shown],
  );
}

type DraftDialogsProps = {
  readonly design: {
    readonly draft: Draft | null;
    readonly derived: { readonly folded: FoldedDraft } | null;
  };
  /** The page's address, which says whether the draft is reviewed. */
  readonly place: {
    readonly view: { readonly review: boolean };
    readonly change: (patch: { readonly review: boolean }) => void;
  };
  readonly exporting: Exporting;
};

/** What opens over a page that works on a draft: its review, and its export. */
export function DraftDialogs({ design, place, exporting }: DraftDialogsProps) {
  const { draft, derived } = design;
  if (draft === null) return null;
  return (
    <>
      {place.view.review ? (
        <ReviewDrawer draftId={draft.id} onClose={() => place.change({ review: false })} />
      ) : null}
      {exporting.shown && derived !== null ? (
        <ExportDialog
          name={draft.name}
          changeSet={changeSetOf(draft.cluster, derived.folded)}
          conflicts={derived.folded.conflicts.length}
          onClose={exporting.close}
        />
      ) : null}
    </>
  );
}
