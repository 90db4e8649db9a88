import type { BaseObject, Draft } from "@/lib/mesh/changes/draft";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";

const ref = (name: string): ConfigRef => ({
  cluster: "lab",
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name,
});

/** Every object begins as `{a: 0, b: 0}`. */
export const current = (at: ConfigRef): BaseObject => ({
  ref: at,
  value: { spec: { a: 0, b: 0 } },
  uid: at.name,
  resourceVersion: "1",
});

export const EMPTY: Draft = newDraft("draft", "reviews", "lab");

/** `setting(draft, "e1", "x.a", 5)`: the edit that sets one field of one object, on the draft as it stands. */
export function setting(draft: Draft, id: string, field: string, to: number): Edit {
  const [name = "", key = ""] = field.split(".");
  const at = ref(name);
  const value = foldDraft(draft).objects.get(refKey(at))?.after ?? current(at).value;
  // Written by `current` or by this function.
  const was = ((value["spec"] ?? {}) as JsonObject)[key] ?? 0;
  return {
    id,
    intent: { type: "typed", ref: at },
    objects: [{ type: "patch", ref: at, changes: [{ op: "set", path: ["spec", key], was, to }] }],
  };
}

/** `drafted("x.a=5", "x.b=7")`: one edit each, named by its text. */
export const drafted = (...fields: readonly string[]): Draft => and(EMPTY, ...fields);

export const and = (draft: Draft, ...fields: readonly string[]): Draft =>
  fields.reduce((now, text) => {
    const [field = "", to = "0"] = text.split("=");
    return addEdit(now, setting(now, text, field, Number(to)), current);
  }, draft);

/** A draft as its edits, and what does not fit: `x.a=5, x.b=7 (x.b=7 does not fit)`. */
export function written(draft: Draft | null): string {
  if (draft === null) return "none";
  const conflicts = new Set(foldDraft(draft).conflicts.map(({ edit }) => edit));
  const edits = draft.edits.map(({ id }) => (conflicts.has(id) ? `${id} (does not fit)` : id));
  return edits.length === 0 ? "nothing" : edits.join(", ");
}
