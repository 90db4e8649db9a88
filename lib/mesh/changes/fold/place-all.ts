import { applyChange } from "../../manifest/field-change";
import type { FieldChange, JsonObject } from "../../manifest/json";
import type { EditConflict } from "../draft";
import type { PlacedChange } from "../edit";
import { anchorChange, placeChange } from "./place-change";

/** A change that does not fit; `change` is `null` where the object as a whole does not. */
export type Misfit = Pick<EditConflict, "reason" | "change">;

export type PlacedAll = {
  /** The value with all changes that fit. */
  readonly after: JsonObject;
  /** The changes that were made, with the indices that they have in turn. */
  readonly placed: readonly FieldChange[];
  /** All that do not fit, not only the first. */
  readonly misfits: readonly Misfit[];
};

/** Makes changes in a value that may not be the one that they were made for, each on what the ones before it leave. */
export function placeAll(value: JsonObject, changes: readonly PlacedChange[]): PlacedAll {
  let after = value;
  const placed: FieldChange[] = [];
  const misfits: Misfit[] = [];
  for (const change of changes) {
    const found = placeChange(after, change);
    if (!found.ok) misfits.push({ reason: found.error, change });
    if (!found.ok || found.value === null) continue;
    const next = applyChange(after, found.value);
    if (next.ok) {
      after = next.value;
      placed.push(found.value);
    } else misfits.push({ reason: "path-gone", change });
  }
  return { after, placed, misfits };
}

/**
 * Changes that follow each other, each anchored in what the ones before it leave; those after one that does not fit keep their indices.
 * A change that has its anchors keeps them.
 */
export function anchorAll(
  value: JsonObject,
  changes: readonly PlacedChange[],
): readonly PlacedChange[] {
  let at: JsonObject | null = value;
  return changes.map((change) => {
    if (at === null) return change;
    const isAnchored = change.items !== undefined || change.place !== undefined;
    const anchored = isAnchored ? change : anchorChange(at, change);
    const { after, misfits }: PlacedAll = placeAll(at, [anchored]);
    at = misfits.length > 0 ? null : after;
    return anchored;
  });
}
