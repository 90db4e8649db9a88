import "server-only";
import type { LiveSettings } from "@/lib/live/message";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { EpochMs, Traffic } from "@/lib/mesh/telemetry/traffic";

/** The mesh as it is observed: the hub, and what the source of traffic remembers. */
export type ObservedMesh = {
  snapshot(): MeshSnapshot;
  traffic(): Traffic | null;
  /**
   * The traffic of a window that has ended.
   *
   * @param at a whole number of `ALIGN_MS`
   * @returns `null` where the source does not say: it fails, or has no samples of that time
   */
  trafficAt(at: EpochMs, windowSeconds: number): Promise<Traffic | null>;
  sources(): readonly SourceStatus[];
  settings(): Pick<LiveSettings, "clusters" | "clusterIds">;
};

/** To which moments of the past are rounded down. */
export const ALIGN_MS = 5_000;
