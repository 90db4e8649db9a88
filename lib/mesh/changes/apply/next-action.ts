import { refKey } from "../../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../../routing/spec/mesh-settings";
import type { ChangeRecord, JournalEntry, LeftReason, TurnReason, Way } from "../journal";
import type { ManagerEntries } from "../ownership/give-back";
import { dependenciesIn } from "../plan/write-graph";
import {
  isApplied,
  LAST_ARRIVAL_MS,
  managersDue,
  type Progress,
  progressOf,
  type Refusal,
  type StepProgress,
  type Version,
} from "./progress";
import { type StepWrite, stepWrite } from "./step-write";

/** What is to be done next with a change set on its way. */
export type ApplyAction =
  /** Append `intended`, then write, then append what came of it; nothing where that is not known. */
  | { readonly type: "write"; readonly step: number; readonly way: Way; readonly write: StepWrite }
  /** Read the step's object and append `settleEvent`. */
  | { readonly type: "read-to-settle"; readonly step: number; readonly way: Way }
  /** Nothing to do before this time; a line that somebody appends may change that. */
  | { readonly type: "wait"; readonly until: number; readonly for: WaitReason }
  /** Append `turned-back`. */
  | { readonly type: "turn-back"; readonly reason: Exclude<TurnReason, "asked"> }
  /** Append `left-alone`. */
  | {
      readonly type: "leave-alone";
      readonly step: number;
      readonly why: Exclude<LeftReason, "changed">;
      readonly message: string;
    }
  /** Give the object's fields back to who managed them, if it is still at this version, then append `managers`. */
  | {
      readonly type: "give-back";
      readonly step: number;
      readonly managers: ManagerEntries;
      readonly version: Version | null;
    }
  | { readonly type: "ended" };

/** `proxies` must get the last write; a write is tried again (`retry`); a write may still arrive (`arrival`); the author may keep it (`keep`). */
export type WaitReason = "proxies" | "retry" | "arrival" | "keep";

export type ApplyTiming = {
  /** How long a write takes to reach the proxies, ms: the 99th percentile of `pilot_proxy_convergence_time` where it is known. */
  readonly proxiesMs: number;
};

const defaultTiming: ApplyTiming = { proxiesMs: 5_000 };

/** Refusals that say that the guard did not hold: the object must be read. */
const STALE: ReadonlySet<string> = new Set(["moved-on", "exists-already", "not-found"]);
/**
 * Refusals that pass by themselves. On the way back a webhook and credentials that have run out are waited for too: what stands must not
 * be left for that.
 */
const PASSING: Readonly<Record<Way, ReadonlySet<string>>> = {
  forward: new Set(["unavailable"]),
  back: new Set(["unavailable", "webhook-down", "unauthorized"]),
};
const MAX_TRIES = 4;

/** 1 s, doubled for each try up to 30 s. */
const backoffMs = (tries: number): number => Math.min(30_000, 1_000 * 2 ** Math.max(0, tries - 1));

/**
 * The next action of an apply, from its journal alone: whoever reads the same journal goes on in the same way, also after a process has
 * died. The caller appends each line before it does anything else, and stops when its line's number is taken.
 *
 * - A write whose outcome nobody knows is settled by reading, never repeated blindly; a repeated write has the guard of the one before.
 * - A step that fails turns the set back. Steps are taken back last first, each guarded by the version that we wrote.
 * - What cannot be taken back stays, and with it everything that it needs.
 *
 * @param now ms since the epoch
 */
export function nextAction(
  record: ChangeRecord,
  journal: readonly JournalEntry[],
  now: number,
  timing: ApplyTiming = defaultTiming,
  settings: MeshSettings = defaultMeshSettings,
): ApplyAction {
  const progress = progressOf(record, journal);
  const open = progress.steps.findIndex((s) => s.open !== null);
  const way = progress.steps[open]?.open?.way;
  if (way !== undefined) return { type: "read-to-settle", step: open, way };
  const context = { record, progress, now, timing, settings };
  return progress.turned === null ? goForward(context) : goBack(context);
}

/** Until when the author may keep what is written; `null` when it is kept, turned back or not all written. */
export function keepUntil(record: ChangeRecord, journal: readonly JournalEntry[]): number | null {
  return keepUntilOf(record, progressOf(record, journal));
}

function keepUntilOf({ keepWithinMs }: ChangeRecord, progress: Progress): number | null {
  const { kept, turned, writtenAt, steps } = progress;
  const waits = !kept && turned === null && steps.every((s) => s.stands);
  return waits && keepWithinMs !== null ? (writtenAt ?? 0) + keepWithinMs : null;
}

type Context = {
  readonly record: ChangeRecord;
  readonly progress: Progress;
  readonly now: number;
  readonly timing: ApplyTiming;
  readonly settings: MeshSettings;
};

const ended: ApplyAction = { type: "ended" };

function goForward(context: Context): ApplyAction {
  const { record, progress, now } = context;
  const step = progress.steps.findIndex((s) => !s.stands);
  const state = progress.steps[step];
  if (state !== undefined) return forwardStep(context, step, state);
  const given = giveBack(context);
  if (given !== null) return given;
  if (isApplied(progress)) return ended;
  const until = keepUntilOf(record, progress) ?? now;
  return now < until
    ? { type: "wait", until, for: "keep" }
    : { type: "turn-back", reason: "not-kept" };
}

function forwardStep(context: Context, step: number, state: StepProgress): ApplyAction {
  const { record, progress, now, timing } = context;
  const { refusal, lost, tries } = state;
  const failed: ApplyAction = { type: "turn-back", reason: "step-failed" };
  if (lost || tries >= MAX_TRIES) return failed;
  if (refusal !== null && STALE.has(refusal.code)) {
    return { type: "read-to-settle", step, way: "forward" };
  }
  if (refusal !== null) {
    if (!PASSING.forward.has(refusal.code)) return failed;
    const until = refusal.at + backoffMs(tries);
    if (now < until) return { type: "wait", until, for: "retry" };
  }
  const change = record.changeSet.changes[step];
  if (change === undefined) return ended;
  const until = (progress.writtenAt ?? 0) + timing.proxiesMs;
  if (change.waitForProxies === true && now < until) return { type: "wait", until, for: "proxies" };
  return { type: "write", step, way: "forward", write: stepWrite(progress, change, "forward") };
}

/** The last step first. A step that is over, one way or the other, is passed by. */
function goBack(context: Context): ApplyAction {
  const { steps } = context.progress;
  for (let step = steps.length - 1; step >= 0; step -= 1) {
    const state = steps[step];
    const action = state === undefined ? null : backStep(context, step, state);
    if (action !== null) return action;
  }
  return giveBack(context) ?? ended;
}

function giveBack({ record, progress }: Context): ApplyAction | null {
  const due = managersDue(record, progress);
  const ref = due === null ? undefined : record.changeSet.changes[due.step]?.ref;
  if (due === null || ref === undefined) return null;
  return { type: "give-back", ...due, version: progress.versions.get(refKey(ref)) ?? null };
}

function backStep(context: Context, step: number, state: StepProgress): ApplyAction | null {
  if (state.leftAlone) return null;
  const { refusal, tries } = state;
  const mayArrive = !state.stands || (refusal !== null && !isPassing(refusal));
  if (state.unfenced !== null && mayArrive) return awaitArrival(context, step, state.unfenced);
  if (!state.stands) return null;
  if (isNeeded(context, step)) return { type: "leave-alone", step, why: "needed", message: "" };
  return (
    (refusal?.way === "back" ? afterRefusal(context, step, refusal, tries) : null) ??
    takeBack(context, step)
  );
}

/** What a refusal on the way back asks for first; `null` when the write can be tried again. */
function afterRefusal(
  { now }: Context,
  step: number,
  refusal: Refusal,
  tries: number,
): ApplyAction | null {
  if (!isPassing(refusal)) {
    return { type: "leave-alone", step, why: "refused", message: refusal.message };
  }
  const isStale = STALE.has(refusal.code);
  // The first time the guard fails the object is read at once; one that changes all the time is given pauses.
  const until = isStale && tries === 1 ? now : refusal.at + backoffMs(tries);
  if (now < until) return { type: "wait", until, for: "retry" };
  return isStale ? { type: "read-to-settle", step, way: "back" } : null;
}

const isPassing = ({ way, code }: Refusal): boolean => STALE.has(code) || PASSING[way].has(code);

function awaitArrival(
  { now }: Context,
  step: number,
  { way, at }: NonNullable<StepProgress["unfenced"]>,
): ApplyAction {
  const until = at + LAST_ARRIVAL_MS;
  return now < until
    ? { type: "wait", until, for: "arrival" }
    : { type: "read-to-settle", step, way };
}

/** Whether something that stays was written after this step because it needs it. */
function isNeeded({ record, progress, settings }: Context, step: number): boolean {
  return dependenciesIn(record.changeSet.changes, settings).some(
    ({ from, to }) => from === step && to > step && progress.steps[to]?.leftAlone === true,
  );
}

function takeBack(context: Context, step: number): ApplyAction {
  const { record, progress, now } = context;
  const { changes } = record.changeSet;
  const change = changes[step];
  if (change === undefined) return ended;
  const until = proxiesHaveIt(context, step);
  if (now < until) return { type: "wait", until, for: "proxies" };
  // As long as the object stands, one of two creations that is still on its way is refused; afterwards it would come to stand for good.
  const stray = progress.steps[step]?.stray ?? null;
  const arrived = stray === null ? now : stray.at + LAST_ARRIVAL_MS;
  if (now < arrived) return { type: "wait", until: arrived, for: "arrival" };
  return { type: "write", step, way: "back", write: stepWrite(progress, change, "back") };
}

/** When the proxies have lost what was taken back of the steps that waited for this one; 0 when there is none. */
function proxiesHaveIt({ record, progress, timing }: Context, step: number): number {
  const next = record.changeSet.changes.findIndex((c, i) => i > step && c.waitForProxies === true);
  if (next < 0) return 0;
  const times = progress.steps.slice(next).flatMap((s) => s.takenBackAt ?? []);
  return times.length === 0 ? 0 : Math.max(...times) + timing.proxiesMs;
}
