import "server-only";
import type { ChangeStep, ChangeSummary, ChangeView } from "@/lib/delivery/change";
import { visible } from "@/lib/format/visible";
import { type ApplyTiming, keepUntil, nextAction } from "@/lib/mesh/changes/apply/next-action";
import { phaseOf, type StepStand, standOf } from "@/lib/mesh/changes/apply/phase";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { ChangeRecord, JournalEntry, JournalEvent } from "@/lib/mesh/changes/journal";
import type { Json } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import type { StoredChange } from "@/server/ports/store";
import { readWatch } from "./watch/read-watch";

/** What only the process knows that is asked. */
export type Standing = Pick<ChangeView, "elsewhere" | "stalled">;

/** A moment of a journal by the time of day as it is set now. */
type OfDay = (at: number) => number;

/** A change for a list. @param journal may be empty for a change that is not in its time to be kept: nothing else is read from it */
export function changeSummary(
  { record, phase, outcome, updatedAt }: StoredChange,
  journal: readonly JournalEntry[],
  ofDay: OfDay,
): ChangeSummary {
  const until = phase === "confirming" ? keepUntil(record, journal) : null;
  const { id, cluster, name, why, author, draft, rollbackOf, createdAt } = record;
  return {
    ...{ id, cluster, author, draft, rollbackOf, createdAt },
    // What people type is shown in the order in which it is stored, wherever it is shown.
    name: visible(name),
    why: visible(why),
    updatedAt,
    phase,
    objects: objectsOf(record.changeSet.changes),
    keepUntil: until === null ? null : ofDay(until),
    watch: readWatch(outcome),
  };
}

type Moment = {
  /** By the journal. */
  readonly now: number;
  readonly ofDay: OfDay;
  readonly timing: ApplyTiming | undefined;
};

/** A change with its journal, and what both come to at a moment. */
export function changeView(
  stored: StoredChange,
  journal: readonly JournalEntry[],
  moment: Moment,
  standing: Standing,
): ChangeView {
  const { record } = stored;
  const phase = phaseOf(record, journal);
  const updatedAt = Math.max(stored.updatedAt, journal.at(-1)?.at ?? 0);
  return {
    ...changeSummary({ ...stored, phase, updatedAt }, journal, moment.ofDay),
    changeSet: record.changeSet,
    keepWithinMs: record.keepWithinMs,
    steps: stepsOf(record, journal),
    journal,
    prediction: readPrediction(stored.prediction),
    waiting: waitingOf(record, journal, moment),
    ...standing,
  };
}

export const writePrediction = (prediction: Prediction | null): Json =>
  // Facts in plain objects, lists, numbers and texts.
  prediction as unknown as Json;

/** `writePrediction` made it. */
export const readPrediction = (stored: Json): Prediction | null =>
  stored as unknown as Prediction | null;

function waitingOf(
  record: ChangeRecord,
  journal: readonly JournalEntry[],
  { now, ofDay, timing }: Moment,
): ChangeView["waiting"] {
  const action = nextAction(record, journal, now, timing);
  return action.type === "wait" ? { for: action.for, until: ofDay(action.until) } : null;
}

const VERBS = { create: "create", update: "update", remove: "remove" } as const;

/** An object that is written twice counts once, as it was before the first and is after the last. */
function objectsOf(changes: readonly ObjectChange[]): ChangeSummary["objects"] {
  const objects = new Map<string, ChangeSummary["objects"][number]>();
  for (const { ref, type } of changes) {
    const known = objects.get(refKey(ref));
    const verb = known?.verb === "create" && type === "update" ? "create" : VERBS[type];
    objects.set(refKey(ref), { ref, verb });
  }
  return [...objects.values()];
}

function stepsOf(record: ChangeRecord, journal: readonly JournalEntry[]): readonly ChangeStep[] {
  const stands = standOf(record, journal);
  return record.changeSet.changes.map((change, step) => {
    const events = journal.flatMap(({ event }) =>
      "step" in event && event.step === step ? [event] : [],
    );
    const stand: StepStand = stands[step] ?? "not-written";
    return {
      ref: change.ref,
      verb: change.type,
      waitForProxies: change.waitForProxies === true,
      stand,
      refusal: refusalIn(events),
      warnings: events.flatMap((e) =>
        e.type === "written" && e.way === "forward" ? e.warnings : [],
      ),
    };
  });
}

type StepEvent = Extract<JournalEvent, { readonly step: number }>;

/** The last refusal, unless a later try was taken. */
function refusalIn(events: readonly StepEvent[]): ChangeStep["refusal"] {
  const last = events.findLast(
    (e) =>
      e.type === "not-written" ||
      e.type === "written" ||
      (e.type === "settled" && e.found === "taken"),
  );
  return last?.type === "not-written" ? { code: last.code, message: last.message } : null;
}
