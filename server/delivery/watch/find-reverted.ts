import "server-only";
import type { Watch } from "@/lib/delivery/change";
import { progressOf } from "@/lib/mesh/changes/apply/progress";
import { baseOf, basesIn, type CurrentBases } from "@/lib/mesh/changes/base";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { ChangeRecord, JournalEntry } from "@/lib/mesh/changes/journal";
import { fieldManagers } from "@/lib/mesh/changes/ownership/field-managers";
import { HEDDLE_MANAGER } from "@/lib/mesh/changes/ownership/known-managers";
import { withOthersMarks } from "@/lib/mesh/changes/ownership/write-body";
import {
  type Drift,
  invertChangeSet,
  standsAs,
  type WrittenGeneration,
} from "@/lib/mesh/changes/plan/invert-change-set";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { sameJson } from "@/lib/mesh/model/raw/equal";
import { refKey } from "@/lib/mesh/model/resource";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";
import type { ClusterPort, Manifest } from "@/server/ports/cluster";
import { readStanding, type StandingConfig } from "../read-config";

type Reverted = Watch["reverted"][number];
type Change = { readonly record: ChangeRecord; readonly journal: readonly JournalEntry[] };

export type Found = {
  readonly reverted: readonly Reverted[];
  /** Something could not be read: to be asked again. */
  readonly undecided: boolean;
};

const NOTHING: Found = { reverted: [], undecided: false };

/** Objects of a change that are not what it left, as `standing` has them. A label or annotation that others have added is none of that. */
function drifted({ record, journal }: Change, standing: CurrentBases): readonly ConfigRef[] {
  const { versions } = progressOf(record, journal);
  const written: WrittenGeneration = (ref) => versions.get(refKey(ref)) ?? null;
  const { drifted: all } = invertChangeSet(record.changeSet, standing, written);
  return all.filter((drift) => !isOnlyMarked(record, drift, written)).map(({ ref }) => ref);
}

/** Whether a snapshot holds what a change left. One that is older than the write does not. */
export const standsIn = (change: Change, snapshot: MeshSnapshot): boolean =>
  drifted(change, basesIn(snapshot)).length === 0;

function isOnlyMarked(
  { changeSet }: ChangeRecord,
  { ref, wrote, now }: Drift,
  written: WrittenGeneration,
): boolean {
  if (wrote === null || now === null) return false;
  const first = changeSet.changes.find((change) => refKey(change.ref) === refKey(ref));
  // What the change took away and somebody has put back is no new mark.
  const found = first === undefined || first.type === "create" ? {} : first.before;
  // Put together of values of JSON objects.
  const marked = withOthersMarks(now.value, wrote, found) as JsonObject;
  return standsAs(now, marked, written(ref));
}

/**
 * Objects of a change that somebody has written since, with who did. The snapshot only raises the suspicion, since it may be older than
 * the write; the object as the cluster gives it decides, and says who wrote it. A later change of Heddle counts like any other writer.
 *
 * @param now ms since the epoch, for what is gone without a trace
 */
export async function findReverted(
  change: Change,
  snapshot: MeshSnapshot,
  port: ClusterPort,
  now: number,
  signal: AbortSignal,
): Promise<Found> {
  const fromSnapshot = basesIn(snapshot);
  const suspects = drifted(change, fromSnapshot);
  if (suspects.length === 0) return NOTHING;
  const read = new Map<string, StandingConfig | null>();
  for (const ref of suspects) {
    const standing = await readStanding(port, ref, signal);
    if (standing.ok) read.set(refKey(ref), standing.value);
  }
  const asRead: CurrentBases = (ref) => {
    const standing = read.get(refKey(ref));
    if (standing === undefined) return fromSnapshot(ref);
    return standing === null ? null : baseOf(standing.resource);
  };
  const reverted = drifted(change, asRead)
    .filter((ref) => read.has(refKey(ref)))
    .map((ref) => ({
      ...revertedBy(ref, read.get(refKey(ref)) ?? null, now),
      ...(isBack(change.record, ref, asRead) && { back: true }),
    }));
  return { reverted, undecided: read.size < suspects.length };
}

/** Whether an object says again what it said before the change, or is gone again where the change made it. */
function isBack({ changeSet }: ChangeRecord, ref: ConfigRef, standing: CurrentBases): boolean {
  const first = changeSet.changes.find((change) => refKey(change.ref) === refKey(ref));
  const now = standing(ref);
  if (first === undefined || first.type === "create") return now === null;
  return now !== null && sameJson(now.value["spec"], first.before["spec"]);
}

function revertedBy(ref: ConfigRef, standing: StandingConfig | null, now: number): Reverted {
  const last = standing === null ? null : lastManager(standing.manifest);
  return { ref, by: last?.manager ?? null, at: last?.at ?? now };
}

/** Who wrote the object last. Times are whole seconds: in the same second as Heddle's own write it was the other, since it is another object. */
function lastManager(
  manifest: Manifest,
): { readonly manager: string; readonly at: number | null } | null {
  const entries = fieldManagers(manifest)
    .filter(({ subresource }) => subresource === null)
    .map(({ manager, time }) => ({ manager, time: time ?? "" }))
    .toSorted(
      (a, b) =>
        compare(a.time, b.time) ||
        Number(b.manager === HEDDLE_MANAGER) - Number(a.manager === HEDDLE_MANAGER),
    );
  const last = entries.at(-1);
  if (last === undefined) return null;
  const at = Date.parse(last.time);
  return { manager: last.manager, at: Number.isNaN(at) ? null : at };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
