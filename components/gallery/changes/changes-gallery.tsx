"use client";

import { useState } from "react";
import { ChangeDetails } from "@/components/changes/change/change-view";
import { HistoryTable } from "@/components/changes/history/history-table";
import { type Choices, NO_CHOICES } from "@/components/changes/review/model/choices";
import { ReviewSheet } from "@/components/changes/review/review-sheet";
import { ShellScope } from "@/components/shell/shell-scope";
import type { ChangeView } from "@/lib/delivery/change";
import type { Review } from "@/lib/delivery/review";
import { CHANGES } from "./sample-changes";
import { EDITS, NOW } from "./sample-objects";
import { REVIEWS } from "./sample-review";

type ChangesGalleryProps = {
  /** A state of a review or of a change, `history`, or `null` for the list of them. */
  readonly state: string | null;
};

/** One state of a review or of a change on the whole page; without a server. For eyes and screenshots. */
export function ChangesGallery({ state }: ChangesGalleryProps) {
  const review = state === null ? undefined : REVIEWS[state];
  const change = state === null ? undefined : CHANGES[state];
  return (
    <ShellScope>
      {review !== undefined ? (
        <SampleReview review={review} />
      ) : change !== undefined ? (
        <SampleChange change={change} />
      ) : state === "history" ? (
        <main className="h-dvh bg-surface">
          <h1 className="sr-only">History</h1>
          <HistoryTable
            changes={Object.entries(CHANGES).map(([id, c]) => ({ ...c, id }))}
            now={NOW}
            withCluster={false}
          />
        </main>
      ) : (
        <States />
      )}
    </ShellScope>
  );
}

function States() {
  return (
    <main className="p-6">
      <h1 className="mb-2 font-semibold text-figure">Reviews and changes</h1>
      <ul>
        {[...Object.keys(REVIEWS), ...Object.keys(CHANGES), "history"].map((name) => (
          <li key={name}>
            <a className="text-accent underline" href={`?state=${name}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}

const nothing = () => undefined;

function SampleReview({ review }: { readonly review: Review }) {
  const [choices, setChoices] = useState<Choices>({
    ...NO_CHOICES,
    why: "INC-2231, v3 fix rolled out",
  });
  return (
    <main className="ml-auto h-dvh w-[min(1272px,100vw)] border-draft border-t-2 bg-surface">
      <h1 className="sr-only">Review</h1>
      <ReviewSheet
        review={review}
        name="reviews half and half"
        author="ops1"
        edits={EDITS}
        choices={choices}
        onChoices={(patch) => setChoices((now) => ({ ...now, ...patch }))}
        apply={{ apply: nothing, pending: false, begun: null, refused: null, failure: null }}
        onAgain={nothing}
        running={false}
        ofOtherChoices={false}
        stale={false}
        failure={null}
        now={NOW}
        onClose={nothing}
        onExport={nothing}
      />
    </main>
  );
}

function SampleChange({ change }: { readonly change: ChangeView }) {
  return (
    <main className="flex h-dvh flex-col">
      <h1 className="sr-only">Change</h1>
      <ChangeDetails
        change={change}
        withDraft
        now={NOW}
        actions={{ keep: nothing, revert: nothing, pending: null, failure: null }}
        onRollBack={nothing}
        onExport={nothing}
      />
    </main>
  );
}
