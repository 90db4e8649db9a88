import { invertChange } from "../manifest/field-change";
import type { Edit, EditIntent, ObjectEdit } from "./edit";

/**
 * The edit that takes another one back when it follows it: what it made is removed, what it removed is made again, each field gets its
 * former value. It carries no typed text: comments that the edit brought stay where their lines stay.
 */
export function invertEdit(edit: Edit, id: string, intent: EditIntent): Edit {
  return { id, intent, objects: edit.objects.toReversed().map(invertObject) };
}

function invertObject(edit: ObjectEdit): ObjectEdit {
  const { ref } = edit;
  switch (edit.type) {
    case "create":
      return { type: "remove", ref, was: edit.value };
    case "remove":
      return { type: "create", ref, value: edit.was };
    case "patch":
      return { type: "patch", ref, changes: edit.changes.toReversed().map(invertChange) };
  }
}
