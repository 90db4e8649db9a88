import "server-only";
import { isNamed } from "@/lib/mesh/graph/ends/graph-context";
import { clusterOfId } from "@/lib/mesh/model/mesh-clusters";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import type { EpochMs, Traffic } from "@/lib/mesh/telemetry/traffic";
import { ALIGN_MS, type ObservedMesh } from "./observed-mesh";
import type { MeshNow, ShareWatch } from "./share-watch";

/** Windows of the past that are read in one look; each costs the source what a tick does. */
const PAST_AT_ONCE = 5;

/**
 * Counts the window of now, and before it those that nobody has counted: while no process watched, or while this one had no metrics. One
 * of which the source does not say anything is left out.
 */
export async function countWindows(
  mesh: ObservedMesh,
  cluster: string,
  shares: ShareWatch,
): Promise<void> {
  const traffic = mesh.traffic();
  if (traffic === null) return;
  const meshNow = () => meshOf(mesh, cluster);
  for (let i = 0; i < PAST_AT_ONCE; i += 1) {
    const end = missedBefore(traffic, shares.next());
    if (end === null) {
      shares.offer(traffic, meshNow);
      return;
    }
    const past = await mesh.trafficAt(end, traffic.windowSeconds);
    if (past === null) shares.skip(end);
    // The mesh does not hold the change yet.
    else if (!shares.offer(past, meshNow)) return;
  }
}

/** When the first window ends that lies between a moment and the window of now; `null` where none does. */
export function missedBefore(
  { at, windowSeconds }: Pick<Traffic, "at" | "windowSeconds">,
  next: EpochMs,
): EpochMs | null {
  const windowMs = windowSeconds * 1000;
  const end = Math.ceil((next + windowMs) / ALIGN_MS) * ALIGN_MS;
  return end > at - windowMs ? null : end;
}

function meshOf(mesh: ObservedMesh, cluster: string): MeshNow {
  const { clusters, clusterIds } = mesh.settings();
  const unlabelled = clusters.length === 1 ? cluster : "";
  const index = indexSnapshot(mesh.snapshot());
  const clusterOf = (label: string) =>
    isNamed(label) ? clusterOfId(index, clusterIds, label) : unlabelled;
  return { index, clusterOf };
}
