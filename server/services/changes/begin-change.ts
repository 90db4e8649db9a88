import "server-only";
import { randomUUID } from "node:crypto";
import type { Blocker, Consent, NotBegun, Review } from "@/lib/delivery/review";
import type { ChangeRecord } from "@/lib/mesh/changes/journal";
import { err, ok, type Result } from "@/lib/result";
import { authorOf } from "../author";
import type { Desk } from "./desk";
import { digestOf } from "./review/digest";
import { takersByKey } from "./review/review-plan";

/** Of what a change is made, beside the writes. */
export type Origin = Pick<ChangeRecord, "name" | "draft" | "rollbackOf" | "giveBack">;

/**
 * Begins to write what was reviewed, if it is what the author saw and nothing is in its way any more but what the author has accepted.
 * Who is asked to do so twice at once begins one change.
 */
export async function beginChange(
  { clusters, store, runner, clock }: Desk,
  review: Review,
  consent: Consent,
  origin: Origin,
): Promise<Result<{ readonly id: string }, NotBegun>> {
  if (review.digest !== consent.digest) return err({ code: "not-as-reviewed" });
  const blockers = review.blockers.filter((blocker) => !isAccepted(blocker, consent));
  if (blockers.length > 0) return err({ code: "blocked", blockers });
  const begun = await alreadyBegun(store, consent, origin);
  if (begun !== null) return ok({ id: begun });
  const { changeSet, objects, prediction } = review;
  const takeFrom = takersByKey(objects);
  const id = randomUUID();
  const record: ChangeRecord = {
    ...origin,
    id,
    cluster: changeSet.cluster,
    why: consent.why,
    author: await authorOf(clusters, changeSet.cluster),
    createdAt: clock.now(),
    changeSet,
    keepWithinMs: consent.keepWithinMs,
    ...(Object.keys(takeFrom).length > 0 && { takeFrom }),
  };
  await runner.begin(record, prediction);
  return ok({ id });
}

/** Findings that the author has read and accepts; everything else must be gone, or consented to before the review. */
const isAccepted = (blocker: Blocker, { acceptFindings }: Consent): boolean =>
  blocker.code === "accept-findings" &&
  blocker.codes.every((code) => acceptFindings.includes(code));

/** The change that was begun with this consent, of the same draft or change, and has not ended. */
async function alreadyBegun(
  { changes }: Pick<Desk["store"], "changes">,
  { digest }: Consent,
  { draft, rollbackOf }: Origin,
): Promise<string | null> {
  const same = (await changes.unfinished()).find(
    ({ record }) =>
      record.draft === draft &&
      record.rollbackOf === rollbackOf &&
      digestOf({ changeSet: record.changeSet, takeFrom: record.takeFrom ?? {} }) === digest,
  );
  return same?.record.id ?? null;
}
