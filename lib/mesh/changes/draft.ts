import type { FieldChange, JsonObject } from "../manifest/json";
import type { ConfigRef, Edit } from "./edit";

/** An object as the author found it: the value that edits stand on, and what guards a write against a newer one. */
export type BaseObject = {
  readonly ref: ConfigRef;
  /** `apiVersion`, `kind`, `metadata` (name, namespace, labels, annotations) and `spec`: what an author may write. */
  readonly value: JsonObject;
  readonly uid: string;
  readonly resourceVersion: string;
  /** `metadata.generation`, where the source says it: it rises with every change of the spec and with nothing else. */
  readonly generation?: number;
};

/** An edit that was taken out of a draft, and the index at which it stood. */
export type UndoneEdit = { readonly edit: Edit; readonly at: number };

/**
 * Pending work: edits on a base. Everything else (documents, change set, findings, prediction) is derived from these.
 *
 * The base has an entry for every object that an edit touches; `null` says that it did not exist.
 */
export type Draft = {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly base: Readonly<Record<string, BaseObject | null>>;
  readonly edits: readonly Edit[];
  /** What was taken back, one step each, the last step last: an undo takes one edit, a revert of an object several. A new edit empties it. */
  readonly undone: readonly (readonly UndoneEdit[])[];
};

/** Why an edit does not fit the base it is folded onto. The edit stays in the draft. */
export type EditConflict = {
  readonly edit: string;
  readonly ref: ConfigRef;
  readonly reason:
    | "exists-already"
    | "does-not-exist"
    /** The value that the edit replaces is another one now. */
    | "changed-elsewhere"
    | "path-gone";
  readonly change: FieldChange | null;
};

/** One object with all edits of the draft applied. */
export type DraftObject = {
  readonly ref: ConfigRef;
  readonly before: BaseObject | null;
  /** `null`: the draft removes it. */
  readonly after: JsonObject | null;
  /** The text of `after`, with the author's comments and style; empty when removed. Made on first reading. */
  readonly text: string;
  /** The text is one that an author typed, not one that was laid out from the value. */
  readonly typed?: boolean;
  /** Ids of the edits that touch it. */
  readonly edits: readonly string[];
};

export type FoldedDraft = {
  /** By `refKey`; objects whose edits cancel out are left in, with `after` equal to `before`. */
  readonly objects: ReadonlyMap<string, DraftObject>;
  readonly conflicts: readonly EditConflict[];
};
