import type { StepStand } from "../mesh/changes/apply/phase";
import type { ChangeSet } from "../mesh/changes/change-set";
import type { ConfigRef } from "../mesh/changes/edit";
import type { ApplyPhase, JournalEntry } from "../mesh/changes/journal";
import type { ResourceRef } from "../mesh/model/resource";
import type { Agreement } from "../mesh/prediction/agreement";
import type { Interval } from "../mesh/prediction/interval";
import type { Prediction } from "../mesh/prediction/prediction";
import type { ShareCause } from "../mesh/prediction/why-differs";

/** The ends of requests that were sent where no rule sends any. No workload has such a name. */
export const ELSEWHERE = "other workloads";
export const NO_WORKLOAD = "no workload";

/** One destination of one caller, set against what came. */
export type WatchedPart = {
  readonly caller: ResourceRef;
  readonly service: ResourceRef;
  /** The workload, or the answer that the caller's own proxy gives, or `ELSEWHERE` or `NO_WORKLOAD` where too many requests ended there. */
  readonly end: string;
  readonly set: Interval;
  /** `null` where nothing was predicted, and the shares are those that the rules have set. */
  readonly predicted: Interval | null;
  /** Requests per second seen since the write; `null` while the window is not full. */
  readonly seen: number | null;
  readonly agreement: Agreement;
};

/**
 * What came of a change in the traffic.
 *
 * - `waiting`: proxies or a full window of metrics are waited for.
 * - `agrees`, `differs`: shares seen against shares set. `too-few`: fewer requests than say anything.
 * - `no-traffic`: no requests that the change is about. `not-predicted`: nothing was predicted to compare with.
 * - `reverted`: an object has been written since, by somebody else or a later change of Heddle; `by` names the manager.
 * - `no-metrics`: the source of traffic is not there, or too old to judge.
 */
export type Watch = {
  readonly verdict:
    | "waiting"
    | "agrees"
    | "differs"
    | "too-few"
    | "no-traffic"
    | "not-predicted"
    | "reverted"
    | "no-metrics";
  readonly at: number;
  /** Time of the write, or the moment from which traffic is counted. */
  readonly since: number;
  /** The end of the last window that was counted. Absent: none was, or that was not kept. */
  readonly until?: number;
  /** The source of traffic is away, or too old: what is said is from before, and counting goes on when it is back. */
  readonly blind?: true;
  /** Nothing is counted any more. */
  readonly over?: true;
  /** Nothing was predicted when it was written: shares are held against what the rules have set. */
  readonly unpredicted?: true;
  /** Of what differs: what can be shown of the reason. Absent: nothing differs, or that was not looked for. */
  readonly causes?: readonly ShareCause[];
  readonly parts: readonly WatchedPart[];
  readonly reverted: readonly {
    readonly ref: ConfigRef;
    readonly by: string | null;
    readonly at: number;
    /** Its spec is what it was before the change. Absent: it is not, or that was not looked for. */
    readonly back?: boolean;
  }[];
  /**
   * Requests that went elsewhere than predicted, as a share of all that were predicted, 0..1; `null` where nothing can be compared.
   */
  readonly predictionError: number | null;
};

export type ChangeSummary = {
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly why: string;
  readonly author: string | null;
  readonly draft: string | null;
  readonly rollbackOf: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly phase: ApplyPhase;
  /** Objects, each once. */
  readonly objects: readonly {
    readonly ref: ConfigRef;
    readonly verb: "create" | "update" | "remove";
  }[];
  /** When it is taken back unless it is kept; `null` when that is not pending. */
  readonly keepUntil: number | null;
  readonly watch: Watch | null;
};

/** One write of a change, and what is known of it. */
export type ChangeStep = {
  readonly ref: ConfigRef;
  readonly verb: "create" | "update" | "remove";
  readonly waitForProxies: boolean;
  readonly stand: StepStand;
  /** Code of the last refusal and the API server's sentence; `null` when there was none. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly warnings: readonly string[];
};

export type ChangeView = ChangeSummary & {
  readonly changeSet: ChangeSet;
  readonly keepWithinMs: number | null;
  readonly steps: readonly ChangeStep[];
  readonly journal: readonly JournalEntry[];
  readonly prediction: Prediction | null;
  /** What the change is doing now: waits for proxies, a retry, a late arrival, or the author; `null` when it has ended or writes. */
  readonly waiting: {
    readonly for: "proxies" | "retry" | "arrival" | "keep";
    readonly until: number;
  } | null;
  /** Another process drives it. */
  readonly elsewhere: boolean;
  /**
   * What keeps it from going on: the store does not take its next line, the cluster does not let an object be read, or the server itself
   * fails on it. Nothing is written meanwhile.
   */
  readonly stalled?: {
    readonly by: "store" | "cluster" | "server";
    readonly since: number;
    readonly message: string;
    /** When it is tried next; absent where that is all the time, or not known. */
    readonly until?: number;
  };
};
