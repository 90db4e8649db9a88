import type { ChangeRunner } from "@/server/delivery/runner-port";
import type { Hub } from "@/server/live/hub";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StorePort } from "@/server/ports/store";

/** What reviewing and applying needs of the server. */
export type Desk = {
  readonly clusters: readonly ClusterPort[];
  readonly hub: Pick<Hub, "snapshot" | "traffic" | "sources" | "settings">;
  readonly store: Pick<StorePort, "drafts" | "changes">;
  readonly runner: Pick<ChangeRunner, "begin">;
  readonly clock: Clock;
};

/** The draft or change is of a cluster that is not watched here. */
export type UnknownCluster = { readonly code: "unknown-cluster"; readonly cluster: string };
