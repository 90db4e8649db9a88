import "server-only";
import type { Consent, NotBegun } from "@/lib/delivery/review";
import { err, type Result } from "@/lib/result";
import { beginChange } from "./begin-change";
import type { Desk, UnknownCluster } from "./desk";
import { oneAtATime } from "./one-at-a-time";
import { reviewDraft } from "./review-draft";

export type ApplyRequest = {
  readonly draft: string;
  readonly leaveOut: readonly string[];
  readonly consent: Consent;
};

/** Reviews a draft again, and begins to write it if it comes to what the author saw and consented to. */
export const applyDraft = (
  desk: Desk,
  { draft, leaveOut, consent }: ApplyRequest,
  signal: AbortSignal,
): Promise<Result<{ readonly id: string }, NotBegun | UnknownCluster>> =>
  oneAtATime(`draft ${draft}`, async () => {
    const { takeOwnership } = consent;
    const stored = await desk.store.drafts.get(draft);
    if (stored === null) return err({ code: "no-such-draft", id: draft });
    const review = await reviewDraft(desk, { draft, leaveOut, takeOwnership }, signal);
    if (!review.ok) return review;
    const { name } = stored.draft;
    return beginChange(desk, review.value, consent, { name, draft, rollbackOf: null });
  });
