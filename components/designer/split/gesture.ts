import type { Draft } from "@/lib/mesh/changes/draft";
import type { SplitChoice } from "@/lib/mesh/changes/split/split";
import type { SplitTable } from "@/lib/mesh/changes/split/split-rows";
import type { Weights } from "@/lib/mesh/changes/split/weights";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";

/**
 * One gesture from its first step to its last: what it began on stays the same, so that its edit is always the way from there to the
 * weights of the moment.
 */
export type Gesture = {
  /** Id of its edit. */
  readonly id: string;
  readonly index: MeshIndex;
  readonly choice: SplitChoice;
  readonly table: SplitTable;
  readonly weights: Weights;
  /** The row whose key or pointer moves it. */
  readonly row: string;
  readonly by: "pointer" | "keys";
  /** Time of its last step, ms by the clock of events. */
  readonly at: number;
};

/** Key strokes on one row within this time of each other are one gesture. */
export const KEYS_MS = 1_500;

/**
 * Whether the next step belongs to the gesture: the same row, moved in the same way, and its edit still the last of the draft. Undo, an
 * edit made elsewhere, or a pause between strokes ends it.
 */
export function goesOn(
  gesture: Gesture,
  step: Pick<Gesture, "row" | "by" | "at">,
  draft: Draft | null,
): boolean {
  if (gesture.row !== step.row || gesture.by !== step.by) return false;
  if (gesture.by === "keys" && step.at - gesture.at > KEYS_MS) return false;
  return stands(gesture, draft);
}

/** Whether what the gesture did is what the draft ends with. */
export function stands(gesture: Gesture, draft: Draft | null): boolean {
  const last = draft?.edits.at(-1)?.id;
  const { start } = gesture.table;
  const isBack = Object.keys(start).every((key) => start[key] === gesture.weights[key]);
  return last === gesture.id || (isBack && draft?.edits.every((e) => e.id !== gesture.id) === true);
}
