import "server-only";
import { baseOf, type CurrentBases } from "@/lib/mesh/changes/base";
import type { BaseObject } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { refKey } from "@/lib/mesh/model/resource";
import { errorText } from "@/lib/messages/server/errors";
import { assertNever, type Result } from "@/lib/result";
import { readStanding, type StandingConfig } from "@/server/delivery/read-config";
import type { ClusterError, ClusterPort, DeliveryObjects } from "@/server/ports/cluster";
import { inParallel } from "./in-parallel";

/** What the cluster says of the objects that a change is about, and of who may own them, asked now. */
export type Standing = {
  /** By `refKey`. */
  readonly objects: ReadonlyMap<string, Result<StandingConfig | null, ClusterError>>;
  /** By namespace. */
  readonly delivery: ReadonlyMap<string, Result<DeliveryObjects, ClusterError>>;
};

/** Reads the objects, and what delivery tools there are in their namespaces. Failures are answers. */
export async function readAllStanding(
  port: ClusterPort,
  refs: readonly ConfigRef[],
  signal: AbortSignal,
): Promise<Standing> {
  const namespaces = [...new Set(refs.map((ref) => ref.namespace))];
  const [objects, delivery] = await Promise.all([
    inParallel(refs, async (ref) => [refKey(ref), await readStanding(port, ref, signal)] as const),
    inParallel(namespaces, async (ns) => [ns, await port.delivery(ns, signal)] as const),
  ]);
  return { objects: new Map(objects), delivery: new Map(delivery) };
}

/**
 * The objects as they stand.
 *
 * @param unread stands for an object that could not be read
 */
export const basesOf =
  ({ objects }: Standing, unread: (ref: ConfigRef) => BaseObject | null): CurrentBases =>
  (ref) => {
    const answer = objects.get(refKey(ref));
    if (!answer?.ok) return unread(ref);
    return answer.value === null ? null : baseOf(answer.value.resource);
  };

/** What keeps the cluster from answering, as a sentence. */
export function sentenceOf(error: ClusterError): string {
  switch (error.code) {
    case "not-found":
      return errorText.notFound(error.ref);
    case "forbidden":
      return errorText.forbidden(error.ref, error.verb, error.detail);
    case "unavailable":
      return errorText.clusterUnavailable(error.cause, error.retryAfterMs);
    default:
      return assertNever(error);
  }
}
