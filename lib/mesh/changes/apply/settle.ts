import { equalJson } from "../../manifest/field-change";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../manifest/json";
import { type ConfigResource, refKey } from "../../model/resource";
import { baseOf } from "../base";
import type { ObjectChange } from "../change-set";
import type { ChangeRecord, Found, JournalEntry, JournalEvent, Way } from "../journal";
import { HEDDLE_MANAGER } from "../ownership/known-managers";
import { type Progress, progressOf, type Version } from "./progress";
import { endsOf } from "./step-write";

/**
 * The journal's line for an object that was read to learn what became of a step's write.
 *
 * @param seen the object as it is now, `null` when there is none
 * @returns `null` for a step that the change set does not have
 */
export function settleEvent(
  record: ChangeRecord,
  journal: readonly JournalEntry[],
  at: { readonly step: number; readonly way: Way },
  seen: ConfigResource | null,
): JournalEvent | null {
  const { step, way } = at;
  const change = record.changeSet.changes[step];
  if (change === undefined) return null;
  const found = foundIn(progressOf(record, journal), change, at, seen);
  const manager = seen?.managers.at(-1) ?? null;
  if (way === "back" && (found === "other" || found === "restored")) {
    return { type: "left-alone", step, why: "changed", manager, message: "" };
  }
  const { uid = "", resourceVersion = "" } = seen?.meta ?? {};
  const generation = seen?.generation ?? null;
  return { type: "settled", step, way, found, uid, resourceVersion, generation, manager };
}

function foundIn(
  progress: Progress,
  change: ObjectChange,
  { step, way }: { readonly step: number; readonly way: Way },
  seen: ConfigResource | null,
): Found {
  const { origin, target } = endsOf(change, way);
  const state = progress.steps[step];
  const known = progress.versions.get(refKey(change.ref)) ?? seenBy(change);
  const isOurs = state?.open != null || state?.doubted.has(way) === true;
  if (isUntouched(seen, origin, known)) {
    return isOurs && isRewritten(seen, known) ? "restored" : "not-taken";
  }
  // On the way back it does not matter who took it back: nothing of ours stands.
  if (!isOurs && way === "forward") return "other";
  return isAsWritten(seen, target, origin, known) ? "taken" : "other";
}

/** Whether the spec has been written since a version that is known. An absence keeps no count. */
const isRewritten = (seen: ConfigResource | null, known: Version | null): boolean =>
  seen !== null &&
  seen.generation !== null &&
  known?.generation != null &&
  seen.generation !== known.generation;

const seenBy = (change: ObjectChange): Version | null => {
  if (change.type === "create") return null;
  const { uid, resourceVersion, generation = null } = change;
  return { uid, resourceVersion, generation };
};

/**
 * Whether an object is still what the write would find. The generation rises with every change of the spec and with nothing else, so
 * one that is known decides about the spec, which the API server may have filled with defaults.
 */
function isUntouched(
  seen: ConfigResource | null,
  origin: JsonObject | null,
  known: Version | null,
): boolean {
  if (seen === null || origin === null) return seen === origin;
  if (known !== null && known.uid !== seen.meta.uid) return false;
  const { value } = baseOf(seen);
  if (equalJson(value, origin)) return true;
  const isSameSpec = known?.generation != null && seen.generation !== null;
  return (
    isSameSpec && !isRewritten(seen, known) && covers(metadataOf(value), metadataOf(origin), {})
  );
}

const metadataOf = (value: JsonObject): Json => value["metadata"] ?? {};

/**
 * Whether an object is what the write would leave. What is in it beyond that is a default of the API server only if nobody has changed
 * the spec since: the generation says how often it was changed, else the last manager who did.
 */
function isAsWritten(
  seen: ConfigResource | null,
  target: JsonObject | null,
  origin: JsonObject | null,
  known: Version | null,
): boolean {
  if (seen === null || target === null) return seen === target;
  if (origin !== null && known !== null && known.uid !== seen.meta.uid) return false;
  const { value } = baseOf(seen);
  if (equalJson(value, target)) return true;
  const before = origin === null ? 0 : (known?.generation ?? null);
  const isLast =
    before === null || seen.generation === null
      ? seen.managers.at(-1) === HEDDLE_MANAGER
      : seen.generation === before + 1;
  return isLast && covers(value, target, origin ?? {});
}

/**
 * Whether an object is what was written, as an API server keeps it: everything that was written is there, and what is there beyond it
 * is a default, or stood there before with the same value (another manager's field, which an apply leaves).
 */
function covers(seen: Json, written: Json, before: Json): boolean {
  if (isJsonList(seen) && isJsonList(written)) {
    const had = isJsonList(before) ? before : [];
    return (
      seen.length === written.length &&
      seen.every((item, i) => covers(item, written[i] ?? null, had[i] ?? null))
    );
  }
  if (!isJsonObject(seen) || !isJsonObject(written)) return equalJson(seen, written);
  const had = isJsonObject(before) ? before : {};
  const kept = Object.entries(seen).every(([key, value]) => {
    const wrote = written[key];
    const was = had[key];
    if (wrote !== undefined) return covers(value, wrote, was ?? null);
    return was === undefined || equalJson(value, was);
  });
  return kept && Object.keys(written).every((key) => Object.hasOwn(seen, key));
}
