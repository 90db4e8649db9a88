import "server-only";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { readConfig } from "@/lib/mesh/model/raw/config";
import { readMeta } from "@/lib/mesh/model/raw/meta";
import type { ConfigResource } from "@/lib/mesh/model/resource";
import { err, ok, type Result } from "@/lib/result";
import type { ClusterError, ClusterPort, Manifest } from "@/server/ports/cluster";

/** An object as it stands in the cluster now, with its managed fields. */
export type StandingConfig = { readonly resource: ConfigResource; readonly manifest: Manifest };

/** Reads a configuration object; `null` when there is none, which is an answer and no error. */
export async function readStanding(
  port: ClusterPort,
  ref: ConfigRef,
  signal: AbortSignal,
): Promise<Result<StandingConfig | null, Exclude<ClusterError, { code: "not-found" }>>> {
  const answer = await port.read(ref, signal);
  if (!answer.ok) {
    return answer.error.code === "not-found" ? ok(null) : err(answer.error);
  }
  const manifest = answer.value;
  const meta = readMeta(ref.cluster, ref, manifest);
  return ok({ manifest, resource: readConfig(ref.kind, meta, manifest) });
}
