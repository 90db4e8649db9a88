import "server-only";
import type { NotBegun, Review } from "@/lib/delivery/review";
import { err, ok, type Result } from "@/lib/result";
import type { Desk, UnknownCluster } from "./desk";
import { knownSettings } from "./review/effects";
import { planDraft, refsOf, withoutObjects } from "./review/plan";
import { reviewPlan } from "./review/review-plan";
import { readAllStanding } from "./review/standing";

export type DraftReviewRequest = {
  readonly draft: string;
  /** `refKey`s of objects that are left out. */
  readonly leaveOut: readonly string[];
  /** `refKey`s of objects whose manual managers the author takes over. */
  readonly takeOwnership: readonly string[];
};

/**
 * Everything that is known of a draft before it is written: on the objects as they stand in the cluster now, and on the mesh as the hub has
 * it. Nothing is kept, by the cluster or here.
 */
export async function reviewDraft(
  desk: Desk,
  { draft: id, leaveOut, takeOwnership }: DraftReviewRequest,
  signal: AbortSignal,
): Promise<Result<Review, NotBegun | UnknownCluster>> {
  const stored = await desk.store.drafts.get(id);
  if (stored === null) return err({ code: "no-such-draft", id });
  const { cluster } = stored.draft;
  const port = desk.clusters.find((candidate) => candidate.cluster === cluster);
  if (port === undefined) return err({ code: "unknown-cluster", cluster });
  const wanted = withoutObjects(stored.draft, leaveOut);
  const standing = await readAllStanding(port, [...refsOf(wanted.draft).values()], signal);
  const plan = planDraft(wanted, stored.version, standing, knownSettings(desk, cluster));
  return ok(await reviewPlan(desk, { port, plan, standing, takeOwnership }, signal));
}
