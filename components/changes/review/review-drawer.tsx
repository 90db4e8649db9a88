"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { IconButton } from "@/components/ui/button";
import { BareDialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import { visible } from "@/lib/format/visible";
import { reviewText } from "@/lib/messages/changes/review";
import { ExportDialog } from "../export/export-dialog";
import { FailedPanel } from "../parts/place-state";
import { ReviewSheet } from "./review-sheet";
import { type ReviewSubject, useReview } from "./use-review";

type ReviewDrawerProps = { readonly draftId: string; readonly onClose: () => void };

/** The review of a draft, over the page; *Apply* leads to the page of the change. The draft must be saved before it opens. */
export function ReviewDrawer({ draftId, onClose }: ReviewDrawerProps) {
  return <Drawer subject={{ type: "draft", id: draftId }} name={null} onClose={onClose} />;
}

type RollbackDrawerProps = {
  readonly change: string;
  readonly name: string;
  readonly onClose: () => void;
};

/** The same review of taking a change back. What somebody else did meanwhile comes first. */
export function RollbackDrawer({ change, name, onClose }: RollbackDrawerProps) {
  return (
    <Drawer
      subject={{ type: "rollback", change }}
      name={reviewText.rollback(name)}
      onClose={onClose}
    />
  );
}

type DrawerProps = {
  readonly subject: ReviewSubject;
  /** `null`: the name of the draft. */
  readonly name: string | null;
  readonly onClose: () => void;
};

const PLACE =
  "top-0 right-0 bottom-0 left-auto z-(--h-z-drawer) flex w-[min(1320px,calc(100vw-60px))] translate-x-0 flex-col rounded-none border-draft border-t-2 bg-surface shadow-3!";

function Drawer({ subject, name, onClose }: DrawerProps) {
  const data = useReview(subject);
  const now = useServerNow();
  const [exporting, setExporting] = useState(false);
  const { review, draft } = data;
  const ofDraft = draft === null ? null : visible(draft.draft.name);
  const shown = name ?? ofDraft ?? "";
  return (
    <BareDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={name ?? reviewText.title(shown)}
      description={reviewText.description}
      className={PLACE}
    >
      {data.apply.begun !== null ? (
        <Begun change={data.apply.begun} />
      ) : review === null ? (
        <Missing
          refused={data.refused === null ? null : reviewText.notBegun(data.refused.code)}
          failure={data.failure}
          running={data.running}
          onAgain={data.again}
          onClose={onClose}
        />
      ) : (
        <ReviewSheet
          review={review}
          name={name ?? ofDraft}
          author={draft?.author ?? null}
          edits={draft?.draft.edits ?? null}
          choices={data.choices}
          onChoices={data.choose}
          apply={data.apply}
          onAgain={data.again}
          running={data.running}
          ofOtherChoices={data.ofOtherChoices}
          stale={data.stale}
          failure={data.failure}
          now={now}
          onClose={onClose}
          onExport={() => setExporting(true)}
        />
      )}
      {review !== null && exporting ? (
        <ExportDialog
          name={shown}
          changeSet={review.changeSet}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </BareDialog>
  );
}

type MissingProps = {
  readonly refused: string | null;
  readonly failure: string | null;
  readonly running: boolean;
  readonly onAgain: () => void;
  readonly onClose: () => void;
};

/** In place of a review that is not there yet, or cannot be made. */
export function Missing({ refused, failure, running, onAgain, onClose }: MissingProps) {
  const why = refused ?? failure;
  return (
    <div className="relative grid h-full place-items-center">
      <IconButton label={reviewText.close} onClick={onClose} className="absolute top-2 right-2.5">
        <Icon of={X} size={16} />
      </IconButton>
      {why === null || running ? (
        <Waiting />
      ) : (
        <FailedPanel
          title={reviewText.failed}
          failure={why}
          again={reviewText.again}
          onAgain={onAgain}
        />
      )}
    </div>
  );
}

/** The draft may have ended by now: nothing is said of it any more. */
export function Begun({ change }: { readonly change: string }) {
  return (
    <div className="grid h-full place-items-center">
      <StatePanel
        figure={<LoadingFigure />}
        title={reviewText.begun}
        actions={
          <Link href={`/changes/${change}`} className={linkLook}>
            {reviewText.toChange}
          </Link>
        }
      >
        {reviewText.begunText}
      </StatePanel>
    </div>
  );
}

function Waiting(): ReactNode {
  return (
    <StatePanel figure={<LoadingFigure />} title={reviewText.running}>
      {reviewText.runningText}
    </StatePanel>
  );
}
