"use client";

import { keepPreviousData, skipToken, useMutation, useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { failureText, isUnanswered } from "@/components/live/failure-text";
import type { StoredDraft } from "@/lib/delivery/draft";
import type { Consent, NotBegun, Review } from "@/lib/delivery/review";
import { reviewText } from "@/lib/messages/changes/review";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { type Choices, consentOf, NO_CHOICES } from "./model/choices";
import type { ApplyState } from "./sections/review-foot";

/** What is reviewed: a draft, or taking a change back. */
export type ReviewSubject =
  | { readonly type: "draft"; readonly id: string }
  | { readonly type: "rollback"; readonly change: string };

export type ReviewData = {
  /** `null` while it is being made for the first time. */
  readonly review: Review | null;
  /** Why there is none: nothing to review, or the request failed. */
  readonly refused: NotBegun | null;
  readonly failure: string | null;
  readonly running: boolean;
  /** It is of other choices than these: the one of these is being made. */
  readonly ofOtherChoices: boolean;
  readonly again: () => void;
  /** `null` of a roll-back, and until it is read. */
  readonly draft: StoredDraft | null;
  readonly stale: boolean;
  readonly choices: Choices;
  readonly choose: (patch: Partial<Choices>) => void;
  readonly apply: ApplyState;
};

/** A review asks the cluster for a dry run of each object: it is made when it is asked for, and anew when something says so. */
const ASKED = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnMount: "always",
  retry: false,
  placeholderData: keepPreviousData,
} as const;

/** The review of a draft or a roll-back, what the author chooses in it, and *Apply*. */
export function useReview(subject: ReviewSubject): ReviewData {
  const [choices, setChoices] = useState(NO_CHOICES);
  const choose = useCallback(
    (patch: Partial<Choices>) => setChoices((now) => ({ ...now, ...patch })),
    [],
  );
  const query = useReviewQuery(subject, choices);
  const review = query.data?.ok === true ? query.data.value : null;
  const draft = useReviewedDraft(review);
  const again = () => void query.refetch();
  return {
    review,
    refused: query.data?.ok === false ? query.data.error : null,
    failure: query.error === null ? null : failureText(query.error),
    running: query.isFetching,
    ofOtherChoices: query.isPlaceholderData,
    again,
    draft,
    stale: isStale(review, draft),
    choices,
    choose,
    apply: useApply(subject, review, choices, again),
  };
}

function useReviewQuery(subject: ReviewSubject, { leaveOut, takeOwnership }: Choices) {
  const { changes } = useTRPC();
  const sorted = {
    leaveOut: leaveOut.toSorted(),
    takeOwnership: takeOwnership.map(({ object }) => object).toSorted(),
  };
  const ofDraft = useQuery({
    ...changes.review.queryOptions(
      subject.type === "draft" ? { draft: subject.id, ...sorted } : skipToken,
    ),
    ...ASKED,
  });
  const ofRollback = useQuery({
    ...changes.reviewRollback.queryOptions(
      subject.type === "rollback"
        ? { change: subject.change, takeOwnership: sorted.takeOwnership }
        : skipToken,
    ),
    ...ASKED,
  });
  return subject.type === "draft" ? ofDraft : ofRollback;
}

/** The draft that a review is of, as it was reviewed or later. What was read of it before does not count. */
function useReviewedDraft(review: Review | null): StoredDraft | null {
  const { drafts } = useTRPC();
  const client = useTRPCClient();
  const subject = review?.subject.type === "draft" ? review.subject : null;
  const { data } = useQuery({
    queryKey: [...drafts.get.queryKey({ id: subject?.id ?? "" }), "reviewed", subject?.version],
    queryFn:
      subject === null
        ? skipToken
        : ({ signal }) => client.drafts.get.query({ id: subject.id }, { signal }),
  });
  return data ?? null;
}

const isStale = (review: Review | null, draft: StoredDraft | null): boolean =>
  review?.subject.type === "draft" && draft !== null && draft.version > review.subject.version;

/** Goes to the page of a change. The router gives up a navigation when the view writes its address meanwhile: then once more. */
function usePageOf(change: string | null): void {
  const router = useRouter();
  const search = useSearchParams();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is why the page has to be asked for again
  useEffect(() => {
    if (change !== null) router.push(`/changes/${change}`);
  }, [change, router, search]);
}

const applyFailure = (error: Parameters<typeof failureText>[0]): string =>
  isUnanswered(error) ? `${failureText(error)} ${reviewText.foot.maybeBegun}` : failureText(error);

/** Begins the change; what was not begun is said, and reviewed anew. */
function useApply(
  subject: ReviewSubject,
  review: Review | null,
  choices: Choices,
  again: () => void,
): ApplyState {
  const { changes } = useTRPC();
  const [refused, setRefused] = useState<NotBegun | null>(null);
  type Begun =
    | { readonly ok: true; readonly value: { readonly id: string } }
    | { readonly ok: false; readonly error: NotBegun };
  const onSuccess = (begun: Begun) => {
    if (begun.ok) return;
    setRefused(begun.error);
    again();
  };
  const ofDraft = useMutation(changes.applyDraft.mutationOptions({ onSuccess }));
  const ofRollback = useMutation(changes.rollBack.mutationOptions({ onSuccess }));
  const send = (consent: Consent) => {
    setRefused(null);
    const said = {
      ...consent,
      takeOwnership: [...consent.takeOwnership],
      acceptFindings: [...consent.acceptFindings],
    };
    if (subject.type === "draft") {
      ofDraft.mutate({ draft: subject.id, leaveOut: [...choices.leaveOut], consent: said });
    } else ofRollback.mutate({ change: subject.change, consent: said });
  };
  const mutation = subject.type === "draft" ? ofDraft : ofRollback;
  const begun = mutation.data?.ok === true ? mutation.data.value.id : null;
  usePageOf(begun);
  return {
    apply() {
      const consent = review === null ? null : consentOf(review, choices);
      if (consent !== null) send(consent);
    },
    pending: mutation.isPending,
    begun,
    refused,
    failure: mutation.error === null ? null : applyFailure(mutation.error),
  };
}
