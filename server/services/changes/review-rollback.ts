import "server-only";
import type { NotBegun, Review } from "@/lib/delivery/review";
import type { Result } from "@/lib/result";
import type { Desk, UnknownCluster } from "./desk";

export type RollbackReviewRequest = {
  readonly change: string;
  /** `refKey`s of objects whose manual managers the author takes over. */
  readonly takeOwnership: readonly string[];
};

export async function reviewRollback(
  _desk: Desk,
  _request: RollbackReviewRequest,
  _signal: AbortSignal,
): Promise<Result<Review, NotBegun | UnknownCluster>> {
  throw new Error("provisional");
}
