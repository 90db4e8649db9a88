import "server-only";
import { type Progress, progressOf } from "@/lib/mesh/changes/apply/progress";
import type { ChangeSet, ObjectChange } from "@/lib/mesh/changes/change-set";
import type { BaseObject, DraftObject, EditConflict, FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { ChangeRecord, JournalEntry } from "@/lib/mesh/changes/journal";
import { gapsOf } from "@/lib/mesh/changes/plan/gaps";
import { type Drift, invertChangeSet } from "@/lib/mesh/changes/plan/invert-change-set";
import { refKey } from "@/lib/mesh/model/resource";
import type { MeshSettings } from "@/lib/mesh/routing/spec/mesh-settings";
import { shownDrift } from "./drift";
import type { Plan } from "./plan";
import { basesOf, type Standing } from "./standing";

/** What a change has left in the cluster: the writes of its set that stand, and the versions that they were given. */
export type StandingWrites = { readonly changeSet: ChangeSet; readonly progress: Progress };

export function standingWrites(
  record: ChangeRecord,
  journal: readonly JournalEntry[],
): StandingWrites {
  const progress = progressOf(record, journal);
  const { cluster, changes } = record.changeSet;
  return {
    progress,
    changeSet: { cluster, changes: changes.filter((_, i) => progress.steps[i]?.stands === true) },
  };
}

/**
 * What takes a change back, on what stands now.
 *
 * Nothing that somebody else has written meanwhile is written over: in an object that was changed since, our changes alone are taken
 * back, and where they cannot be told from others' the object is left out. Both are named in `drift`, which the digest of the review
 * covers: an author consents to what was shown. An object that could not be read counts as it was written.
 */
export function planRollback(
  record: ChangeRecord,
  { changeSet: wrote, progress }: StandingWrites,
  standing: Standing,
  settings: MeshSettings,
): Plan {
  const current = basesOf(standing, (ref) => writtenBase(wrote.changes, progress, ref));
  const written = (ref: ConfigRef) => progress.versions.get(refKey(ref)) ?? null;
  const { changeSet, drifted } = invertChangeSet(wrote, current, written, settings);
  const misfits = drifted.filter((d) => d.misfits.length > 0);
  return {
    subject: { type: "rollback", change: record.id },
    changeSet,
    folded: foldedOf(changeSet, current),
    conflicts: misfits.flatMap((drift) => conflictsOf(drift, record.id)),
    moved: [],
    gaps: gapsOf(changeSet.changes, settings),
    leftOut: misfits.map(({ ref }) => refKey(ref)),
    drift: drifted.map((drift) => shownDrift(drift, standing)),
  };
}

/** An object as our last write left it. */
function writtenBase(
  changes: readonly ObjectChange[],
  { versions }: Progress,
  ref: ConfigRef,
): BaseObject | null {
  const key = refKey(ref);
  const last = changes.findLast((change) => refKey(change.ref) === key);
  if (last === undefined || last.type === "remove") return null;
  const { uid, resourceVersion } = versions.get(key) ?? { uid: "", resourceVersion: "" };
  return { ref, value: last.after, uid, resourceVersion };
}

/** Each object once, however many writes it takes. */
function foldedOf(
  { changes }: ChangeSet,
  current: (ref: ConfigRef) => BaseObject | null,
): FoldedDraft {
  const objects = new Map<string, DraftObject>();
  for (const change of changes) {
    const { ref } = change;
    const after = change.type === "remove" ? null : change.after;
    const text = change.type === "remove" ? "" : change.text;
    objects.set(refKey(ref), { ref, before: current(ref), after, text, edits: [] });
  }
  return { objects, conflicts: [] };
}

const conflictsOf = ({ ref, misfits }: Drift, edit: string): readonly EditConflict[] =>
  misfits.map(({ reason, change }) => ({ edit, ref, reason, change }));
