import { diffJson } from "../../manifest/diff-json";
import { equalJson } from "../../manifest/field-change";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import type { ChangeSet, ObjectChange } from "../change-set";
import type { DraftObject, FoldedDraft } from "../draft";
import { orderChanges } from "./order-changes";

/** What a draft comes to: one write per object, two where the order demands it, in the order of writing. Objects that end as they began are left out. */
export function changeSetOf(
  cluster: string,
  folded: FoldedDraft,
  settings?: MeshSettings,
): ChangeSet {
  const changes = [...folded.objects.values()].flatMap((object) => changeOf(object) ?? []);
  return { cluster, changes: orderChanges(changes, settings) };
}

/** The difference that a draft makes to one object, `null` where it makes none. */
export function changeOf(object: DraftObject): ObjectChange | null {
  const { ref, before, after } = object;
  if (before === null) {
    return after === null ? null : { type: "create", ref, after, text: object.text };
  }
  const { ref: _, value, ...guard } = before;
  if (after === null) return { type: "remove", ref, before: value, ...guard };
  if (equalJson(value, after)) return null;
  const { text } = object;
  return {
    type: "update",
    ref,
    before: value,
    after,
    text,
    changes: diffJson(value, after),
    ...guard,
  };
}
