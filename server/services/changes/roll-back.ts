import "server-only";
import type { Consent, NotBegun } from "@/lib/delivery/review";
import { err, type Result } from "@/lib/result";
import { beginChange } from "./begin-change";
import type { Desk, UnknownCluster } from "./desk";
import { oneAtATime } from "./one-at-a-time";
import { reviewRollback } from "./review-rollback";

/** Reviews a roll-back again, and begins it as a change of its own if it comes to what the author saw and consented to. */
export const rollBack = (
  desk: Desk,
  { change, consent }: { readonly change: string; readonly consent: Consent },
  signal: AbortSignal,
): Promise<Result<{ readonly id: string }, NotBegun | UnknownCluster>> =>
  oneAtATime(`change ${change}`, async () => {
    const stored = await desk.store.changes.get(change);
    if (stored === null) return err({ code: "no-such-change", id: change });
    const { takeOwnership } = consent;
    const review = await reviewRollback(desk, { change, takeOwnership }, signal);
    if (!review.ok) return review;
    const { name } = stored.record;
    return beginChange(desk, review.value, consent, { name, draft: null, rollbackOf: change });
  });
