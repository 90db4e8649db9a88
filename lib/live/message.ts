import type { Notice } from "@/lib/delivery/notice";
import type { ClusterIds } from "@/lib/mesh/model/mesh-clusters";
import type { MeshResource } from "@/lib/mesh/model/resource";
import type { MeshFrame } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { HealthOverride } from "@/lib/mesh/telemetry/health-overrides";
import type { EdgeTraffic, TrafficFrame } from "@/lib/mesh/telemetry/traffic";

/** How the page is to read ages and windows. */
export type LiveSettings = {
  /** Names shown for the clusters watched, in the order of the scope picker. */
  readonly clusters: readonly string[];
  readonly tickSeconds: number;
  readonly windowSeconds: number;
  /** How far back a moment can be chosen. */
  readonly pastSeconds: number;
  readonly healthProfile: "heddle" | "kiali";
  readonly healthRules: readonly HealthOverride[];
  /** The mesh's own IDs of clusters, where they were set: which of `clusters` each means. */
  readonly clusterIds: ClusterIds;
};

/**
 * What travels on the one stream of a browser, serialised once by the hub.
 *
 * `seq` increases by one per message of an epoch (one run of the server). `reset` carries everything and starts over;
 * a frame whose own number does not follow (`applyFrame`, `applyTrafficFrame` give `null`) means: ask for a reset.
 */
export type LiveMessage =
  | {
      readonly type: "reset";
      readonly seq: number;
      readonly now: number;
      readonly settings: LiveSettings;
      readonly mesh: { readonly revision: number; readonly resources: readonly MeshResource[] };
      readonly traffic:
        | (Omit<TrafficFrame, "full" | "set" | "changed" | "removed"> & {
            readonly edges: readonly EdgeTraffic[];
          })
        | null;
      readonly sources: readonly SourceStatus[];
    }
  | { readonly type: "mesh"; readonly seq: number; readonly now: number; readonly frame: MeshFrame }
  | {
      readonly type: "traffic";
      readonly seq: number;
      readonly now: number;
      readonly frame: TrafficFrame;
    }
  | {
      readonly type: "sources";
      readonly seq: number;
      readonly now: number;
      readonly sources: readonly SourceStatus[];
    }
  /** What the server keeps has changed; the state of the mesh is as it was. */
  | {
      readonly type: "notice";
      readonly seq: number;
      readonly now: number;
      readonly notice: Notice;
    };
