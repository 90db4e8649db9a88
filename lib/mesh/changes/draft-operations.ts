import { refKey } from "../model/resource";
import { type CurrentBases, touchedRefs } from "./base";
import type { BaseObject, Draft, UndoneEdit } from "./draft";
import type { ConfigRef, Edit } from "./edit";
import { anchorEdit } from "./fold/anchor-edit";
import { foldDraft } from "./fold/fold-draft";

/** A draft without edits. */
export const newDraft = (id: string, name: string, cluster: string): Draft => ({
  id,
  name,
  cluster,
  base: {},
  edits: [],
  undone: [],
});

export const renameDraft = (draft: Draft, name: string): Draft => ({ ...draft, name });

/**
 * Records one gesture. Its changes are tied to the items that they mean (`PlacedChange`), on the draft as it stands; objects that the
 * draft has not touched yet are taken from `current` as their base. What was undone is forgotten.
 *
 * An edit with the id of one in the draft takes its place: the steps of a drag, or of typing, are one edit that grows.
 */
export function addEdit(draft: Draft, edit: Edit, current: CurrentBases): Draft {
  const found = draft.edits.findIndex(({ id }) => id === edit.id);
  const at = found < 0 ? draft.edits.length : found;
  const base = { ...draft.base };
  for (const { ref } of edit.objects) {
    const key = refKey(ref);
    if (!Object.hasOwn(base, key)) base[key] = current(ref);
  }
  const before = foldDraft({ ...draft, base, edits: draft.edits.slice(0, at) });
  const edits = draft.edits.toSpliced(at, 1, anchorEdit(before, edit, base));
  return { ...draft, base: basesOf(edits, [], base), edits, undone: [] };
}

/** Bases of the objects that edits touch, and no others. */
function basesOf(
  edits: readonly Edit[],
  undone: Draft["undone"],
  base: Draft["base"],
): Draft["base"] {
  const kept: Record<string, BaseObject | null> = {};
  for (const key of touchedRefs(edits, undone).keys()) kept[key] = base[key] ?? null;
  return kept;
}

/** Takes the last edit back. A draft without edits stays as it is. */
export function undo(draft: Draft): Draft {
  const edit = draft.edits.at(-1);
  if (edit === undefined) return draft;
  return without(draft, draft.edits.slice(0, -1), [{ edit, at: draft.edits.length - 1 }]);
}

/** Takes one edit back, wherever it stands. Later edits of the same place that do not fit without it become conflicts. */
export function revertEdit(draft: Draft, id: string): Draft {
  const at = draft.edits.findIndex((edit) => edit.id === id);
  const edit = draft.edits[at];
  if (edit === undefined) return draft;
  return without(draft, draft.edits.toSpliced(at, 1), [{ edit, at }]);
}

/** Takes back what all edits did to one object. What they did to others stays. */
export function revertObject(draft: Draft, ref: ConfigRef): Draft {
  const key = refKey(ref);
  const taken: UndoneEdit[] = [];
  const edits = draft.edits.flatMap((edit, at) => {
    const objects = edit.objects.filter((object) => refKey(object.ref) !== key);
    if (objects.length === edit.objects.length) return [edit];
    taken.push({ edit, at });
    return objects.length === 0 ? [] : [{ ...edit, objects }];
  });
  return taken.length === 0 ? draft : without(draft, edits, taken);
}

const without = (draft: Draft, edits: readonly Edit[], taken: readonly UndoneEdit[]): Draft => ({
  ...draft,
  edits,
  undone: [...draft.undone, taken],
});

/** Puts the last step of undo or revert back to where it was taken from. */
export function redo(draft: Draft): Draft {
  const step = draft.undone.at(-1);
  if (step === undefined) return draft;
  const edits = [...draft.edits];
  for (const { edit, at } of step) {
    const rest = edits.findIndex(({ id }) => id === edit.id);
    if (rest >= 0) edits[rest] = edit;
    else edits.splice(at, 0, edit);
  }
  return { ...draft, edits, undone: draft.undone.slice(0, -1) };
}
