import "server-only";
import type { NotBegun, Review } from "@/lib/delivery/review";
import type { Result } from "@/lib/result";
import type { Desk, UnknownCluster } from "./desk";

export type DraftReviewRequest = {
  readonly draft: string;
  /** `refKey`s of objects that are left out. */
  readonly leaveOut: readonly string[];
  /** `refKey`s of objects whose manual managers the author takes over. */
  readonly takeOwnership: readonly string[];
};

export async function reviewDraft(
  _desk: Desk,
  _request: DraftReviewRequest,
  _signal: AbortSignal,
): Promise<Result<Review, NotBegun | UnknownCluster>> {
  throw new Error("provisional");
}
