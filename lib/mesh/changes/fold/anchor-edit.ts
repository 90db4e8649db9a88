import { refKey } from "../../model/resource";
import type { Draft, FoldedDraft } from "../draft";
import type { Edit, ObjectEdit } from "../edit";
import { anchorAll } from "./place-all";
import { baseText } from "./text";

/** The edit with its changes tied to the items that they mean in the draft before it, and typed text to the text that it was typed on. */
export function anchorEdit(before: FoldedDraft, edit: Edit, base: Draft["base"]): Edit {
  return { ...edit, objects: edit.objects.map((object) => anchorObject(before, object, base)) };
}

function anchorObject(before: FoldedDraft, object: ObjectEdit, base: Draft["base"]): ObjectEdit {
  if (object.type !== "patch") return object;
  const key = refKey(object.ref);
  const found = before.objects.get(key);
  const value = found === undefined ? (base[key]?.value ?? null) : found.after;
  if (value === null) return object;
  const changes = anchorAll(value, object.changes);
  if (object.text === undefined || object.typedOn !== undefined) return { ...object, changes };
  return { ...object, changes, typedOn: found?.text ?? baseText(base[key] ?? null) };
}
