import type { ChangeSet } from "./change-set";
import type { ManagerEntries } from "./ownership/give-back";

/** Which way a change set is being walked: `forward` writes it, `back` takes back what was written, last first. */
export type Way = "forward" | "back";

/** Why a change set turned back. */
export type TurnReason = "step-failed" | "asked" | "not-kept";

/**
 * What a read says of a write.
 *
 * - `taken`: the object is as the write would leave it.
 * - `not-taken`: the object is as it was before the write; at most its version is a newer one.
 * - `restored`: it says what it said before the write, and somebody has written since: what we may have written is gone again.
 * - `other`: it is something else: somebody else has written.
 */
export type Found = "taken" | "not-taken" | "restored" | "other";

/**
 * Why a step is not taken back.
 *
 * - `changed`: somebody else has changed the object since.
 * - `refused`: the cluster does not let it be taken back.
 * - `needed`: something that is not taken back refers to it.
 */
export type LeftReason = "changed" | "refused" | "needed";

/**
 * One line of the journal of an apply. It is stored before the next thing happens, so that a process that dies at any point leaves enough
 * to go on or to take back, and to write nothing twice.
 */
export type JournalEvent =
  /** About to write this step. The last line of a journal when the process died while the write was under way. */
  | {
      readonly type: "intended";
      readonly step: number;
      readonly way: Way;
      /** Who managed the object before the first write of it; absent where it was new, or Heddle alone did. */
      readonly managers?: ManagerEntries;
    }
  /** The cluster has taken it. */
  | {
      readonly type: "written";
      readonly step: number;
      readonly way: Way;
      readonly uid: string;
      /** Empty after a removal. */
      readonly resourceVersion: string;
      readonly generation: number | null;
      readonly warnings: readonly string[];
    }
  /** It is certain that nothing was written. */
  | {
      readonly type: "not-written";
      readonly step: number;
      readonly way: Way;
      /** Code of the write error, and the API server's sentence. */
      readonly code: string;
      readonly message: string;
    }
  /** The object was read, because the outcome of a write is not known or because the guard of a write did not hold. */
  | {
      readonly type: "settled";
      readonly step: number;
      readonly way: Way;
      readonly found: Found;
      /** Of the object as read; empty when there is none. */
      readonly uid: string;
      readonly resourceVersion: string;
      readonly generation: number | null;
      readonly manager: string | null;
    }
  /** What this step wrote, or may have written, is not taken back: it stays as it is and is shown. */
  | {
      readonly type: "left-alone";
      readonly step: number;
      readonly why: LeftReason;
      /** Who wrote the object last, where somebody else has changed it. */
      readonly manager: string | null;
      /** The API server's sentence, where there is one. */
      readonly message: string;
    }
  /** The object says again what it said before, and its fields were given back to who had managed them, or not; `message` says why not. */
  | {
      readonly type: "managers";
      readonly step: number;
      readonly given: boolean;
      readonly message: string;
      /** Of the object, where it was written for this. */
      readonly version?: {
        readonly uid: string;
        readonly resourceVersion: string;
        readonly generation: number | null;
      };
    }
  | { readonly type: "turned-back"; readonly reason: TurnReason; readonly by: string | null }
  | { readonly type: "kept"; readonly by: string | null }
  | { readonly type: "watched"; readonly verdict: string; readonly detail: string };

export type JournalEntry = {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: JournalEvent;
};

/**
 * Where an apply stands, derived from its journal.
 *
 * - `writing`, `reverting`: steps are left.
 * - `unsettled`: a write was begun and nobody knows whether it was taken; the object must be read.
 * - `confirming`: all is written, and is taken back at `keepUntil` unless it is kept.
 * - `applied`: all is written and kept. `reverted`: nothing of it stands. `part-standing`: some of it stands that could not be taken back.
 */
export type ApplyPhase =
  | "writing"
  | "unsettled"
  | "confirming"
  | "applied"
  | "reverting"
  | "reverted"
  | "part-standing";

/** A change set on its way, as stored. */
export type ChangeRecord = {
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly why: string;
  readonly author: string | null;
  readonly draft: string | null;
  /** The change that this one takes back. */
  readonly rollbackOf: string | null;
  readonly createdAt: number;
  readonly changeSet: ChangeSet;
  /** How long the author has to say *keep*, ms; `null`: kept at once. */
  readonly keepWithinMs: number | null;
  /** Managers whose fields the author has said to take over, by `refKey` of the object: `WriteRequest.takeFrom`. */
  readonly takeFrom?: Readonly<Record<string, readonly string[]>>;
  /** Of a roll-back: to whom fields are given back once all is written, by `refKey` of the object. */
  readonly giveBack?: Readonly<Record<string, ManagerEntries>>;
};
