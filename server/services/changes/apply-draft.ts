import "server-only";
import type { Consent, NotBegun } from "@/lib/delivery/review";
import type { Result } from "@/lib/result";
import type { Desk, UnknownCluster } from "./desk";

export type ApplyRequest = {
  readonly draft: string;
  readonly leaveOut: readonly string[];
  readonly consent: Consent;
};

export async function applyDraft(
  _desk: Desk,
  _request: ApplyRequest,
  _signal: AbortSignal,
): Promise<Result<{ readonly id: string }, NotBegun | UnknownCluster>> {
  throw new Error("provisional");
}
