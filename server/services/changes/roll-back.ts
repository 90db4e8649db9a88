import "server-only";
import type { Consent, NotBegun, Review } from "@/lib/delivery/review";
import { progressOf } from "@/lib/mesh/changes/apply/progress";
import type { ChangeRecord, JournalEntry } from "@/lib/mesh/changes/journal";
import { refKey } from "@/lib/mesh/model/resource";
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
    const giveBack = managersBefore(
      stored.record,
      await desk.store.changes.journal(change),
      review.value,
    );
    const origin = { name, draft: null, rollbackOf: change };
    return beginChange(desk, review.value, consent, {
      ...origin,
      ...(Object.keys(giveBack).length > 0 && { giveBack }),
    });
  });

/**
 * Who managed the objects before the change, by `refKey`. Of those alone that the roll-back makes again what they were: in others somebody
 * has written since, and what is theirs cannot be told from what was.
 */
function managersBefore(
  record: ChangeRecord,
  journal: readonly JournalEntry[],
  { changeSet, drift }: Review,
): NonNullable<ChangeRecord["giveBack"]> {
  const { steps } = progressOf(record, journal);
  const drifted = new Set(drift.map(({ ref }) => refKey(ref)));
  const updated = new Set(
    changeSet.changes.flatMap(({ ref, type }) => (type === "update" ? [refKey(ref)] : [])),
  );
  return Object.fromEntries(
    record.changeSet.changes.flatMap(({ ref }, i) => {
      const key = refKey(ref);
      const managers = steps[i]?.managers ?? null;
      return managers === null || drifted.has(key) || !updated.has(key) ? [] : [[key, managers]];
    }),
  );
}
