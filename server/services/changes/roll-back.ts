import "server-only";
import type { Consent, NotBegun } from "@/lib/delivery/review";
import type { Result } from "@/lib/result";
import type { Desk, UnknownCluster } from "./desk";

export async function rollBack(
  _desk: Desk,
  _request: { readonly change: string; readonly consent: Consent },
  _signal: AbortSignal,
): Promise<Result<{ readonly id: string }, NotBegun | UnknownCluster>> {
  throw new Error("provisional");
}
