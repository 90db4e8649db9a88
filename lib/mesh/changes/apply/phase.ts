import type { ApplyPhase, ChangeRecord, JournalEntry } from "../journal";
import { isApplied, managersDue, progressOf } from "./progress";

/** Where an apply stands. `writing` also while nothing is written yet; see `ApplyPhase`. */
export function phaseOf(record: ChangeRecord, journal: readonly JournalEntry[]): ApplyPhase {
  const progress = progressOf(record, journal);
  const { steps, turned } = progress;
  if (steps.some((s) => s.open !== null)) return "unsettled";
  const isDue = managersDue(record, progress) !== null;
  if (isDue) return turned === null ? "writing" : "reverting";
  if (isApplied(progress)) return "applied";
  if (turned === null) return steps.every((s) => s.stands) ? "confirming" : "writing";
  if (steps.some((s) => !s.leftAlone && (s.stands || s.unfenced !== null))) return "reverting";
  return steps.some((s) => s.leftAlone) ? "part-standing" : "reverted";
}

/**
 * What stands of each step of a change set, as far as its journal knows.
 *
 * - `not-written`: never written. `written`: it stands. `taken-back`: it stood, and is as it was.
 * - `in-doubt`: a write is under way, or may still arrive.
 * - `left`: it stands, or may stand, and is not taken back.
 */
export type StepStand = "not-written" | "written" | "taken-back" | "in-doubt" | "left";

/** The stand of each step, in the order of the steps. */
export function standOf(
  record: ChangeRecord,
  journal: readonly JournalEntry[],
): readonly StepStand[] {
  return progressOf(record, journal).steps.map((step) => {
    if (step.open !== null) return "in-doubt";
    if (step.leftAlone) return "left";
    if (step.stands) return "written";
    if (step.unfenced !== null) return "in-doubt";
    return step.takenBackAt === null ? "not-written" : "taken-back";
  });
}
