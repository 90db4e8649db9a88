import "server-only";
import type { NotBegun, Review } from "@/lib/delivery/review";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { ApplyPhase } from "@/lib/mesh/changes/journal";
import { refKey } from "@/lib/mesh/model/resource";
import { err, ok, type Result } from "@/lib/result";
import type { Desk, UnknownCluster } from "./desk";
import { knownSettings } from "./review/effects";
import { planRollback, standingWrites } from "./review/plan-rollback";
import { reviewPlan } from "./review/review-plan";
import { readAllStanding } from "./review/standing";

export type RollbackReviewRequest = {
  readonly change: string;
  /** `refKey`s of objects whose manual managers the author takes over. */
  readonly takeOwnership: readonly string[];
};

/** A change that is on its way is kept or reverted by who drives it, not by another change. */
const OVER: ReadonlySet<ApplyPhase> = new Set(["applied", "reverted", "part-standing"]);

/** Everything that is known of taking a change back, what others did meanwhile above all. Nothing is kept, by the cluster or here. */
export async function reviewRollback(
  desk: Desk,
  { change: id, takeOwnership }: RollbackReviewRequest,
  signal: AbortSignal,
): Promise<Result<Review, NotBegun | UnknownCluster>> {
  const stored = await desk.store.changes.get(id);
  if (stored === null) return err({ code: "no-such-change", id });
  const { record, phase } = stored;
  const { cluster } = record;
  const port = desk.clusters.find((candidate) => candidate.cluster === cluster);
  if (port === undefined) return err({ code: "unknown-cluster", cluster });
  if (!OVER.has(phase)) return err({ code: "not-over", id });
  const writes = standingWrites(record, await desk.store.changes.journal(id));
  const { changes } = writes.changeSet;
  if (changes.length === 0) return err({ code: "nothing-stands", id });
  const refs = new Map(changes.map(({ ref }): [string, ConfigRef] => [refKey(ref), ref]));
  const standing = await readAllStanding(port, [...refs.values()], signal);
  const plan = planRollback(record, writes, standing, knownSettings(desk, cluster));
  return ok(await reviewPlan(desk, { port, plan, standing, takeOwnership }, signal));
}
