import type { Finding } from "../mesh/analysis/finding";
import type { ChangeSet } from "../mesh/changes/change-set";
import type { EditConflict } from "../mesh/changes/draft";
import type { ConfigRef } from "../mesh/changes/edit";
import type { HiddenKind } from "../mesh/changes/ownership/hidden-kinds";
import type { Ownership } from "../mesh/changes/ownership/ownership";
import type { Gap } from "../mesh/changes/plan/gaps";
import type { WriteError } from "../mesh/changes/write-error";
import type { FieldChange } from "../mesh/manifest/json";
import type { ResourceRef } from "../mesh/model/resource";
import type { SourceProblem } from "../mesh/model/source";
import type { Prediction } from "../mesh/prediction/prediction";

/** What the API server said when it was asked to take an object without keeping it. */
export type DryRun =
  | {
      readonly type: "accepted";
      /** The object as it would stand, as YAML, without status and the server's own metadata; `null` of a removal. */
      readonly text: string | null;
      /** `Warning:` headers, in the server's words. */
      readonly warnings: readonly string[];
      readonly tookMs: number;
    }
  | { readonly type: "refused"; readonly error: WriteError; readonly tookMs: number }
  /** Not asked: the write would not be sent either, and another line of the review says why. */
  | { readonly type: "not-asked" };

/** A right that a write needs. `allowed` is `null` where the server cannot tell. */
export type NeededRight = {
  readonly verb: "create" | "patch" | "delete";
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly allowed: boolean | null;
};

/** One object of a change set, with all that was asked about it. An object that is written twice is reviewed once, as it ends. */
export type ReviewedObject = {
  readonly ref: ConfigRef;
  readonly verb: "create" | "update" | "remove";
  /** YAML; `null` where there is no object. */
  readonly before: string | null;
  readonly after: string | null;
  readonly changes: readonly FieldChange[];
  /** Of an object that does not exist yet: who would own it. `null` where nobody would, or where it could not be read. */
  readonly ownership: Ownership | null;
  /** What could name the object as somebody's and may not be read: while there is any, it is not proven that nobody else owns it. */
  readonly hidden: readonly HiddenKind[];
  readonly rights: readonly NeededRight[];
  readonly dryRun: DryRun;
};

/** Why a change set may not be applied as it is. The first of them is said beside the button. */
export type Blocker =
  | { readonly code: "nothing-to-write" }
  | { readonly code: "edit-conflict"; readonly ref: ConfigRef; readonly edit: string }
  /** The cluster has another object than the author found: rebase first. */
  | { readonly code: "moved-on"; readonly ref: ConfigRef }
  /**
   * A controller would take it back. `paused`: it takes nothing back now, being told to leave the object alone, but what would change is
   * among the fields that it manages, and those are taken from no controller.
   */
  | {
      readonly code: "owned";
      readonly ref: ConfigRef;
      readonly owner: string;
      readonly paused?: true;
    }
  | {
      readonly code: "no-right";
      readonly ref: ConfigRef;
      /** Those that are missing; never none. */
      readonly rights: readonly NeededRight[];
    }
  /** Fields are another manager's by hand: they are written only when the author names the managers. */
  | {
      readonly code: "take-ownership";
      readonly ref: ConfigRef;
      readonly managers: readonly string[];
    }
  | { readonly code: "dry-run-refused"; readonly ref: ConfigRef }
  /** The cluster could not be asked. */
  | { readonly code: "not-checked"; readonly ref: ConfigRef; readonly message: string }
  /** Findings of severity error that the change brings: they are written only when the author accepts the codes. */
  | { readonly code: "accept-findings"; readonly codes: readonly string[] };

/** Of an object that an author found or wrote, and that is another one now. */
export type Drift = {
  readonly ref: ConfigRef;
  /** Who wrote it last, where the object says it. */
  readonly manager: string | null;
  readonly at: number | null;
  /** From what was found or written to what stands; empty when it is gone, or was made anew. */
  readonly changes: readonly FieldChange[];
  readonly gone: boolean;
};

/** Everything that is known of a change before it is written. Made anew each time it is asked for; nothing of it is stored. */
export type Review = {
  readonly subject:
    | { readonly type: "draft"; readonly id: string; readonly version: number }
    | { readonly type: "rollback"; readonly change: string };
  /** Stands for exactly this change set: `apply` is refused when what would be written is another one by then. */
  readonly digest: string;
  readonly checkedAt: number;
  readonly changeSet: ChangeSet;
  readonly objects: readonly ReviewedObject[];
  /** `refKey`s of the draft's objects that were left out. */
  readonly leftOut: readonly string[];
  readonly conflicts: readonly EditConflict[];
  /** Objects that are not any more what the author found. */
  readonly moved: readonly ConfigRef[];
  readonly gaps: readonly Gap[];
  /** Findings of every object that the change may affect, as it would be. */
  readonly findings: readonly Finding[];
  /** Those of `findings` that are there without the change too, by index. */
  readonly standing: readonly number[];
  /** What is not seen of the mesh: findings and prediction are of the rest. Absent: nothing is known to be missing. */
  readonly unseen?: readonly SourceProblem[];
  /** `null` where there is no traffic to predict from. */
  readonly prediction: Prediction | null;
  readonly blockers: readonly Blocker[];
  /** What somebody else did meanwhile: to what the author of a draft found, or to what a change wrote. */
  readonly drift: readonly Drift[];
};

/** What an author says with *Apply*. */
export type Consent = {
  /** Of the review that was seen. */
  readonly digest: string;
  readonly why: string;
  /** How long the author has to say *keep*, ms; `null`: kept at once. */
  readonly keepWithinMs: number | null;
  /** `refKey`s of objects whose manual managers are taken over. */
  readonly takeOwnership: readonly string[];
  readonly acceptFindings: readonly string[];
};

/** Why an apply was not begun. Nothing was written. */
export type NotBegun =
  | { readonly code: "blocked"; readonly blockers: readonly Blocker[] }
  /** What would be written is not what was reviewed: review again. */
  | { readonly code: "not-as-reviewed" }
  | { readonly code: "no-such-draft"; readonly id: string }
  | { readonly code: "no-such-change"; readonly id: string }
  /** Nothing of the change stands that could be taken back. */
  | { readonly code: "nothing-stands"; readonly id: string }
  /** It is on its way, or waits to be kept: revert it instead. */
  | { readonly code: "not-over"; readonly id: string };

/** A place in a cluster that a sentence names. */
export type Named = Pick<ResourceRef, "kind" | "namespace" | "name">;
