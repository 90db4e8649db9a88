import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { ChangeLog } from "./change-log";

/** What an action is done with. */
export type Hands = {
  readonly log: ChangeLog;
  readonly port: ClusterPort;
  readonly clock: Clock;
  /** Told when the cluster does not answer what must be read, and with `null` when it does. */
  readonly unreadable: (message: string | null) => void;
  /** A fault of the adapter, which the change survives. */
  readonly failed: (what: string, error: unknown) => void;
};
