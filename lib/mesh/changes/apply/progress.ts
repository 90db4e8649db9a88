import { refKey } from "../../model/resource";
import type { ObjectChange } from "../change-set";
import type { ChangeRecord, JournalEntry, JournalEvent, TurnReason, Way } from "../journal";
import type { ManagerEntries } from "../ownership/give-back";

/** The version of an object that the journal knows last. */
export type Version = {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number | null;
};

/** A write that was begun and is not told of. */
export type OpenWrite = { readonly way: Way; readonly at: number };

export type Refusal = {
  readonly way: Way;
  readonly code: string;
  readonly message: string;
  readonly at: number;
};

/** Where one step stands. */
export type StepProgress = {
  readonly open: OpenWrite | null;
  /** What it wrote stands. */
  readonly stands: boolean;
  /** It is not taken back; what it wrote stands, or may stand. */
  readonly leftAlone: boolean;
  /** Somebody else's write was found instead of ours: this step is over. */
  readonly lost: boolean;
  /** Why the last write was refused; `null` when it was not. */
  readonly refusal: Refusal | null;
  /** A creation that may still arrive, and would be taken once the object is gone again: all that it asks is that there is none. */
  readonly stray: OpenWrite | null;
  /** Ways in which a write was sent whose outcome no answer told. */
  readonly doubted: ReadonlySet<Way>;
  /** A write that was not found taken so soon that it may still arrive. */
  readonly unfenced: OpenWrite | null;
  /** Writes in the present way that came to nothing since the last that was taken. */
  readonly tries: number;
  readonly takenBackAt: number | null;
  /** Who managed the object before its first write; `null` where there is nobody to give it back to. */
  readonly managers: ManagerEntries | null;
  /** Its fields were given back, or it is known why they cannot be. */
  readonly givenBack: boolean;
};

export type Progress = {
  readonly steps: readonly StepProgress[];
  readonly turned: TurnReason | null;
  readonly kept: boolean;
  /** By `refKey`. */
  readonly versions: ReadonlyMap<string, Version>;
  /** Time of the last write that was taken; `null` before the first. */
  readonly writtenAt: number | null;
};

/**
 * So long after its line a write of ours can still arrive: the line may take 15 s to be stored, the read and the try before the write 30 s
 * each, and an API server ends a request after 60 s (`--request-timeout`).
 */
export const LAST_ARRIVAL_MS = 135_000;

const fresh: StepProgress = {
  open: null,
  stands: false,
  leftAlone: false,
  lost: false,
  refusal: null,
  doubted: new Set(),
  unfenced: null,
  stray: null,
  tries: 0,
  takenBackAt: null,
  managers: null,
  givenBack: false,
};

/** What a journal says of each step. Lines count in the order of their numbers. */
export function progressOf(record: ChangeRecord, journal: readonly JournalEntry[]): Progress {
  const { changes } = record.changeSet;
  const start: Progress = {
    steps: changes.map(() => fresh),
    turned: null,
    kept: record.keepWithinMs === null,
    versions: new Map(),
    writtenAt: null,
  };
  return journal
    .toSorted((a, b) => a.seq - b.seq)
    .reduce((progress, entry) => advanced(progress, changes, entry), start);
}

/** Whether all is written and kept: then nothing turns it back any more, and a roll-back is a change of its own. */
export const isApplied = ({ steps, turned, kept }: Progress): boolean =>
  turned === null && kept && steps.every((s) => s.stands);

function advanced(
  progress: Progress,
  changes: readonly ObjectChange[],
  { at, event }: JournalEntry,
): Progress {
  switch (event.type) {
    case "turned-back":
      if (progress.turned !== null || isApplied(progress)) return progress;
      return {
        ...progress,
        turned: event.reason,
        steps: progress.steps.map((step) => ({ ...step, tries: 0 })),
      };
    case "kept":
      return progress.turned === null ? { ...progress, kept: true } : progress;
    case "watched":
      return progress;
    default: {
      const change = changes[event.step];
      return change === undefined ? progress : stepAdvanced(progress, change, event, at);
    }
  }
}

/**
 * The step whose object's fields are to be given back next to who managed them, with their entries; `null` where none is. On the way back
 * those of whom fields were taken; in a roll-back those of whom the change that it takes back had taken them.
 */
export function managersDue(
  { changeSet, giveBack = {} }: ChangeRecord,
  { steps, turned }: Progress,
): { readonly step: number; readonly managers: ManagerEntries } | null {
  const due = steps.findIndex(
    (s) => turned !== null && s.takenBackAt !== null && s.managers !== null && !s.givenBack,
  );
  const managers = steps[due]?.managers ?? null;
  if (managers !== null) return { step: due, managers };
  if (turned !== null || !steps.every((s) => s.stands)) return null;
  const keys = changeSet.changes.map(({ ref }) => refKey(ref));
  const step = keys.findIndex(
    (key, i) => giveBack[key] !== undefined && keys.lastIndexOf(key) === i && !steps[i]?.givenBack,
  );
  const entries = giveBack[keys[step] ?? ""];
  return entries === undefined ? null : { step, managers: entries };
}

type StepEvent = Extract<JournalEvent, { readonly step: number }>;

function stepAdvanced(
  progress: Progress,
  { ref, type }: ObjectChange,
  event: StepEvent,
  at: number,
): Progress {
  const steps = progress.steps.map((step, i) => {
    if (i !== event.step) return step;
    const next = after(step, event, at);
    return type === "create" ? withStray(step, next, event) : next;
  });
  const taken = event.type === "written" || (event.type === "settled" && event.found === "taken");
  return {
    ...progress,
    steps,
    versions: versionsAfter(progress.versions, refKey(ref), event),
    writtenAt: taken ? at : progress.writtenAt,
  };
}

/** What somebody else wrote is no version of ours. */
function versionsAfter(
  versions: Progress["versions"],
  key: string,
  event: StepEvent,
): Progress["versions"] {
  if (event.type === "managers") {
    return event.version === undefined ? versions : new Map(versions).set(key, event.version);
  }
  const told =
    event.type === "written" ||
    (event.type === "settled" && ["taken", "not-taken"].includes(event.found));
  if (!told) return versions;
  const { uid, resourceVersion, generation } = event;
  const next = new Map(versions);
  if (resourceVersion === "") next.delete(key);
  else next.set(key, { uid, resourceVersion, generation });
  return next;
}

/** Notes that a creation was sent twice, and one of the two may still be on its way. */
function withStray(before: StepProgress, next: StepProgress, event: StepEvent): StepProgress {
  if (!next.stands || before.stands || before.unfenced === null) return next;
  // Which of the two was taken is known only where the second was answered.
  const stray = event.type === "written" ? before.unfenced : (before.open ?? before.unfenced);
  return { ...next, stray };
}

function after(step: StepProgress, event: StepEvent, at: number): StepProgress {
  switch (event.type) {
    case "intended":
      return {
        ...step,
        open: { way: event.way, at },
        refusal: null,
        managers: event.managers ?? step.managers,
      };
    case "written":
      return taken(step, event.way, at);
    case "not-written": {
      const { way, code, message } = event;
      return { ...step, open: null, refusal: { way, code, message, at }, tries: step.tries + 1 };
    }
    case "settled":
      return settled(step, event, at);
    case "left-alone":
      return { ...step, open: null, refusal: null, unfenced: null, leftAlone: true };
    case "managers":
      return { ...step, givenBack: true };
  }
}

const taken = (step: StepProgress, way: Way, at: number): StepProgress => ({
  ...step,
  open: null,
  refusal: null,
  unfenced: null,
  tries: 0,
  stands: way === "forward",
  takenBackAt: way === "back" ? at : step.takenBackAt,
});

function settled(
  step: StepProgress,
  event: Extract<StepEvent, { type: "settled" }>,
  at: number,
): StepProgress {
  const { way, found } = event;
  const sent = step.open ?? step.unfenced;
  const doubted = step.open === null ? step.doubted : new Set([...step.doubted, way]);
  if (found === "taken") return { ...taken(step, way, at), doubted };
  const rest = { ...step, doubted, open: null, refusal: null };
  if (found === "not-taken") {
    const tooSoon = sent !== null && at < sent.at + LAST_ARRIVAL_MS;
    const tries = step.open === null ? step.tries : step.tries + 1;
    return { ...rest, unfenced: tooSoon ? sent : null, tries };
  }
  // A write of unknown outcome, and then another's: ours may be in it.
  return { ...rest, unfenced: null, lost: true, leftAlone: found === "other" && doubted.has(way) };
}
