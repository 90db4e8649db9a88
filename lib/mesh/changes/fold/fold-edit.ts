import { err, ok, type Result } from "../../../result";
import { equalJson } from "../../manifest/field-change";
import type { FieldChange, JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { BaseObject, Draft, DraftObject, EditConflict, FoldedDraft } from "../draft";
import type { ConfigRef, Edit, ObjectEdit } from "../edit";
import { type Misfit, placeAll } from "./place-all";
import { baseText, createdText, plainText, splicedText, typedText } from "./text";

/** What an edit makes of one object. */
type Outcome = {
  readonly after: JsonObject | null;
  readonly text: () => string;
  /** Whether the author's own text is in it. */
  readonly typed: boolean;
};

/** The fold after one more edit. */
export function foldEdit(before: FoldedDraft, edit: Edit, base: Draft["base"]): FoldedDraft {
  const touched = new Map<string, DraftObject>();
  const conflicts: EditConflict[] = [];
  const standing = (ref: ConfigRef): DraftObject => {
    const key = refKey(ref);
    return before.objects.get(key) ?? untouched(ref, base[key] ?? null);
  };
  for (const object of edit.objects) {
    const key = refKey(object.ref);
    const at = touched.get(key) ?? standing(object.ref);
    const outcome = applyObjectEdit(at, object);
    if (outcome.ok) touched.set(key, withOutcome(at, edit.id, outcome.value));
    else {
      const misfits = outcome.error;
      conflicts.push(...misfits.map((m) => ({ edit: edit.id, ref: object.ref, ...m })));
    }
  }
  const objects = new Map(before.objects);
  if (conflicts.length === 0) {
    for (const [key, object] of touched) objects.set(key, object);
    return { objects, conflicts: before.conflicts };
  }
  for (const { ref } of edit.objects) objects.set(refKey(ref), withEdit(standing(ref), edit.id));
  return { objects, conflicts: [...before.conflicts, ...conflicts] };
}

const untouched = (ref: ConfigRef, before: BaseObject | null): DraftObject =>
  draftObject({ ref, before, after: before?.value ?? null, edits: [] }, () => baseText(before));

/** Most texts of a drag are never looked at: each is made on first reading. */
function draftObject(object: Omit<DraftObject, "text">, text: () => string): DraftObject {
  let made: string | null = null;
  return {
    ...object,
    get text() {
      made ??= text();
      return made;
    },
  };
}

const withEdit = (at: DraftObject, edit: string): DraftObject =>
  withOutcome(at, edit, { after: at.after, text: () => at.text, typed: at.typed === true });

const withOutcome = (
  at: DraftObject,
  edit: string,
  { after, text, typed }: Outcome,
): DraftObject => {
  const { ref, before } = at;
  const edits = at.edits.includes(edit) ? at.edits : [...at.edits, edit];
  return draftObject({ ref, before, after, edits, ...(typed && { typed }) }, text);
};

function applyObjectEdit(at: DraftObject, edit: ObjectEdit): Result<Outcome, readonly Misfit[]> {
  switch (edit.type) {
    case "create": {
      const { value, text } = edit;
      if (at.after !== null && !equalJson(at.after, value)) return misfit("exists-already");
      return ok({
        after: value,
        text: () => createdText(value, text),
        typed: text !== undefined,
      });
    }
    case "remove":
      if (at.after !== null && !equalJson(at.after, edit.was)) return misfit("changed-elsewhere");
      return ok({ after: null, text: () => "", typed: false });
    case "patch":
      return at.after === null ? misfit("does-not-exist") : applyPatch(at, at.after, edit);
  }
}

const misfit = (reason: EditConflict["reason"]): Result<never, readonly Misfit[]> =>
  err([{ reason, change: null }]);

function applyPatch(
  at: DraftObject,
  value: JsonObject,
  edit: Extract<ObjectEdit, { type: "patch" }>,
): Result<Outcome, readonly Misfit[]> {
  const { after, placed, misfits } = placeAll(value, edit.changes);
  if (misfits.length > 0) return err(misfits);
  return ok({
    after,
    text: () => patchedText(at, placed, edit, after),
    typed: edit.text !== undefined || at.typed === true,
  });
}

/** A text that nobody typed is laid out anew: the lines of what has not changed come out the same. */
function patchedText(
  at: DraftObject,
  placed: readonly FieldChange[],
  { text, typedOn }: Extract<ObjectEdit, { type: "patch" }>,
  after: JsonObject,
): string {
  if (text !== undefined) return typedText({ text, typedOn, now: at.text, after });
  return at.typed === true ? splicedText(at.text, placed, after) : plainText(after);
}
