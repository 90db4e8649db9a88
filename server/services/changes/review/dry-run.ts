import "server-only";
import type { DryRun } from "@/lib/delivery/review";
import { baseOf } from "@/lib/mesh/changes/base";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { formatManifest } from "@/lib/mesh/manifest/format-manifest";
import { readConfig } from "@/lib/mesh/model/raw/config";
import { readMeta } from "@/lib/mesh/model/raw/meta";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort, Manifest } from "@/server/ports/cluster";
import type { WriteRequest } from "@/server/ports/writes";

/** Asks the cluster for everything that it would be asked by the write, and keeps nothing. */
export async function dryRun(
  { port, clock }: { readonly port: ClusterPort; readonly clock: Clock },
  change: ObjectChange,
  takeFrom: readonly string[],
  signal: AbortSignal,
): Promise<DryRun> {
  const from = clock.now();
  const answer = await port.write(requestFor(change, takeFrom), signal);
  const tookMs = Math.max(0, clock.now() - from);
  if (!answer.ok) return { type: "refused", error: answer.error, tookMs };
  const { object, warnings } = answer.value;
  return {
    type: "accepted",
    text: object === null ? null : writableText(change.ref, object),
    warnings,
    tookMs,
  };
}

function requestFor(change: ObjectChange, takeFrom: readonly string[]): WriteRequest {
  const { ref } = change;
  if (change.type === "create") {
    const guard = { type: "absent" } as const;
    return { verb: "apply", ref, object: change.after, guard, takeFrom, dryRun: true };
  }
  const { uid, resourceVersion } = change;
  const guard = { type: "version", uid, resourceVersion } as const;
  return change.type === "remove"
    ? { verb: "delete", ref, guard, dryRun: true }
    : { verb: "apply", ref, object: change.after, guard, takeFrom, dryRun: true };
}

/** An object of the API as its author could have written it: defaults filled in, nothing that the server keeps. */
function writableText(ref: ConfigRef, object: Manifest): string {
  const resource = readConfig(ref.kind, readMeta(ref.cluster, ref, object), object);
  return formatManifest(baseOf(resource).value);
}
