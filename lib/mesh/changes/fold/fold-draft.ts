import { refKey } from "../../model/resource";
import type { BaseObject, Draft, FoldedDraft } from "../draft";
import type { Edit } from "../edit";
import { foldEdit } from "./fold-edit";

const START: FoldedDraft = { objects: new Map(), conflicts: [] };

/** What an edit made of the edits before it, and what it stood on. */
type Known = {
  readonly before: FoldedDraft;
  readonly bases: readonly (BaseObject | null)[];
  readonly after: FoldedDraft;
};

const known = new WeakMap<Edit, Known>();

/**
 * The draft's objects after all of its edits.
 *
 * An edit applies whole or not at all: half a split is none. One that does not fit is a conflict with every reason, and the others still
 * apply. The result for each prefix of edits is remembered with its last edit, so that a draft that differs in its last edit folds only
 * that one.
 */
export function foldDraft(draft: Draft): FoldedDraft {
  return draft.edits.reduce((before, edit) => foldNext(before, edit, draft.base), START);
}

function foldNext(before: FoldedDraft, edit: Edit, base: Draft["base"]): FoldedDraft {
  const bases = edit.objects.map(({ ref }) => base[refKey(ref)] ?? null);
  const hit = known.get(edit);
  if (hit?.before === before && hit.bases.every((b, i) => b === bases[i])) return hit.after;
  const after = foldEdit(before, edit, base);
  known.set(edit, { before, bases, after });
  return after;
}
