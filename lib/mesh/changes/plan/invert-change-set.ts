import { diffJson } from "../../manifest/diff-json";
import { equalJson } from "../../manifest/field-change";
import type { JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import type { CurrentBases } from "../base";
import type { ChangeSet, ObjectChange } from "../change-set";
import type { BaseObject } from "../draft";
import type { ConfigRef } from "../edit";
import { anchorAll, type Misfit, placeAll } from "../fold/place-all";
import { plainText } from "../fold/text";
import { changeOf } from "./change-set-of";
import { orderChanges } from "./order-changes";

/** An object that is not any more what the change set left. */
export type Drift = {
  readonly ref: ConfigRef;
  /** What the change set left, and what stands; `null` for no object. */
  readonly wrote: JsonObject | null;
  readonly now: BaseObject | null;
  /** Why it is left as it stands; empty when ours can be taken back and what others changed stays, or nothing is left to do. */
  readonly misfits: readonly Misfit[];
};

export type Inverted = {
  readonly changeSet: ChangeSet;
  readonly drifted: readonly Drift[];
};

/** The generation that an object was given by our last write, `null` where it is not known. */
export type WrittenGeneration = (
  ref: ConfigRef,
) => { readonly uid: string; readonly generation: number | null } | null;

/**
 * The change set that takes another one back, on what stands now.
 *
 * An object that stands as it was written gets back exactly what it was. In one that others have changed since, our changes alone are
 * taken back, found by what they changed; where that is not possible it is left out and named. An object that the set made is removed
 * only as it was made, and one that the set removed is made again only where there is none.
 *
 * @param written tells an object with the API server's defaults from one that somebody has changed
 */
export function invertChangeSet(
  { cluster, changes }: ChangeSet,
  standing: CurrentBases,
  written: WrittenGeneration = () => null,
  settings?: MeshSettings,
): Inverted {
  const drifted: Drift[] = [];
  const inverse = netOf(changes).flatMap(({ ref, before, after }) => {
    const now = standing(ref);
    const isOurs = standsAs(now, after, written(ref));
    const taken = isOurs ? { value: before, misfits: [] } : byChange(now, before, after);
    if (!isOurs) drifted.push({ ref, wrote: after, now, misfits: taken.misfits });
    if (taken.misfits.length > 0) return [];
    const text = taken.value === null ? "" : plainText(taken.value);
    return changeOf({ ref, before: now, after: taken.value, text, edits: [] }) ?? [];
  });
  return { changeSet: { cluster, changes: orderChanges(inverse, settings) }, drifted };
}

type Net = {
  readonly ref: ConfigRef;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
};

/** What a set comes to for each object, however many writes it takes. */
function netOf(changes: readonly ObjectChange[]): readonly Net[] {
  const nets = new Map<string, Net>();
  for (const change of changes) {
    const { ref } = change;
    const known = nets.get(refKey(ref));
    const before = known ? known.before : change.type === "create" ? null : change.before;
    nets.set(refKey(ref), { ref, before, after: change.type === "remove" ? null : change.after });
  }
  return [...nets.values()];
}

/** Whether an object stands as a change set left it. */
export function standsAs(
  now: BaseObject | null,
  after: JsonObject | null,
  written: ReturnType<WrittenGeneration>,
): boolean {
  if (now === null || after === null) return now === after;
  if (equalJson(now.value, after)) return true;
  return (
    written !== null &&
    written.generation !== null &&
    now.uid === written.uid &&
    now.generation === written.generation &&
    equalJson(now.value["metadata"] ?? null, after["metadata"] ?? null)
  );
}

type Taken = { readonly value: JsonObject | null; readonly misfits: readonly Misfit[] };

function byChange(
  now: BaseObject | null,
  before: JsonObject | null,
  after: JsonObject | null,
): Taken {
  const standing = now?.value ?? null;
  if (standing === null ? before === null : before !== null && equalJson(standing, before)) {
    return { value: before, misfits: [] };
  }
  const left = (reason: Misfit["reason"]): Taken => ({
    value: standing,
    misfits: [{ reason, change: null }],
  });
  if (standing === null) return left("does-not-exist");
  if (after === null) return left("exists-already");
  if (before === null) return left("changed-elsewhere");
  const { after: value, misfits } = placeAll(standing, anchorAll(after, diffJson(after, before)));
  return misfits.length > 0 ? { value: standing, misfits } : { value, misfits };
}
