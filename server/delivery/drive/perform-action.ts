import "server-only";
import type { ApplyAction } from "@/lib/mesh/changes/apply/next-action";
import { progressOf } from "@/lib/mesh/changes/apply/progress";
import { settleEvent } from "@/lib/mesh/changes/apply/settle";
import type { StepWrite } from "@/lib/mesh/changes/apply/step-write";
import type { JournalEvent, Way } from "@/lib/mesh/changes/journal";
import { type ManagerEntries, managersToGiveBack } from "@/lib/mesh/changes/ownership/give-back";
import { isSeen } from "@/lib/mesh/changes/ownership/write-body";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { refKey } from "@/lib/mesh/model/resource";
import { err, type Result } from "@/lib/result";
import type { ClusterError, Manifest } from "@/server/ports/cluster";
import type { WriteOutcome, WriteRequest } from "@/server/ports/writes";
import { readStanding } from "../read-config";
import { LEASE_MS } from "./change-lease";
import type { ChangeLog } from "./change-log";
import { giveBack } from "./give-back";
import type { Hands } from "./hands";
import { type BeforeWrite, lookBeforeWrite } from "./owner-refusal";

type Step = { readonly step: number; readonly way: Way };
type Deed = Exclude<ApplyAction, { type: "wait" | "ended" }>;

/** A write that was begun is not ended by a stop of the process: its line in the journal would be missing. */
const UNENDING = new AbortController().signal;

const PAUSE_MS = 5_000;

/**
 * Does one action and stores what came of it: each line before anything that follows from it. Decides nothing itself.
 *
 * @returns ms after which to ask for the next action; 0 when at once
 */
export async function performAction(
  action: Deed,
  hands: Hands,
  signal: AbortSignal,
): Promise<number> {
  const { log } = hands;
  switch (action.type) {
    case "turn-back":
      await log.append({ type: "turned-back", reason: action.reason, by: null }, signal);
      return 0;
    case "leave-alone": {
      const { step, why, message } = action;
      await log.append({ type: "left-alone", step, why, manager: null, message }, signal);
      return 0;
    }
    case "read-to-settle":
      return settle(action, hands, signal);
    case "give-back":
      return giveBack(action, hands, signal);
    case "write":
      await write(action, action.write, hands, signal);
      return 0;
  }
}

async function settle({ step, way }: Step, hands: Hands, signal: AbortSignal): Promise<number> {
  const { log, port, unreadable } = hands;
  const ref = log.record.changeSet.changes[step]?.ref;
  if (ref === undefined) return PAUSE_MS;
  const standing = await readStanding(port, ref, signal);
  if (!standing.ok) {
    unreadable(sentenceOf(standing.error));
    return standing.error.code === "unavailable" ? standing.error.retryAfterMs : PAUSE_MS;
  }
  unreadable(null);
  const seen = standing.value?.resource ?? null;
  const event = settleEvent(log.record, log.entries(), { step, way }, seen);
  if (event === null) return PAUSE_MS;
  await log.append(event, signal);
  return 0;
}

const sentenceOf = (error: Exclude<ClusterError, { code: "not-found" }>): string =>
  error.code === "unavailable" ? error.cause : error.detail;

async function write(
  { step, way }: Step,
  planned: StepWrite,
  hands: Hands,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, port, failed } = hands;
  const change = log.record.changeSet.changes[step];
  if (change === undefined) return;
  // On the way back the guard says enough: nobody has written since we did.
  const { refusal, live } =
    way === "forward" ? await lookBeforeWrite(port, change, signal) : NOT_LOOKED;
  if (refusal !== null) {
    await log.append({ type: "not-written", step, way, ...refusal }, signal);
    return;
  }
  const from = clock.elapsed();
  const managers = managersFor(log, step, planned, live);
  const intended = { type: "intended", step, way, ...(managers !== null && { managers }) } as const;
  if (!(await log.append(intended, signal))) return;
  // Whose process stops, or who has lost the lease meanwhile, sends nothing: the next reads that nothing was written. A store that took
  // longer than a lease lasts says the same: another process may have settled this line, and what comes so late is fenced by nothing.
  if (signal.aborted || clock.elapsed() - from >= LEASE_MS) return;
  const answer = await port.write(requestOf(log, planned), UNENDING).catch((error: unknown) => {
    failed(`write of ${refKey(planned.ref)}`, error);
    return err({ code: "unknown", message: String(error) } as const);
  });
  const event = outcomeEvent({ step, way }, answer);
  if (event !== null) await appendOutcome({ step, way }, event, log, signal);
}

const NOT_LOOKED: BeforeWrite = { refusal: null, live: null };

/** Who manages the object that the first write of it finds. A roll-back has others to give it back to. */
function managersFor(
  { record }: ChangeLog,
  step: number,
  { guard, ref }: StepWrite,
  live: Manifest | null,
): ManagerEntries | null {
  const first = record.changeSet.changes.findIndex((c) => refKey(c.ref) === refKey(ref));
  if (live === null || first !== step || guard.type !== "version") return null;
  return isSeen(live, guard) ? managersToGiveBack(live) : null;
}

/** With the managers that the author has named; on the way back too, where their fields are given back. */
function requestOf({ record }: ChangeLog, planned: StepWrite): WriteRequest {
  if (planned.verb === "delete") return { ...planned, dryRun: false };
  const takeFrom = record.takeFrom?.[refKey(planned.ref)] ?? [];
  return { ...planned, takeFrom, dryRun: false };
}

/** `null`: nobody knows, and the object must be read. */
function outcomeEvent(
  { step, way }: Step,
  answer: Result<WriteOutcome, WriteError>,
): JournalEvent | null {
  if (answer.ok) {
    const { uid, resourceVersion, generation, warnings } = answer.value;
    return { type: "written", step, way, uid, resourceVersion, generation, warnings };
  }
  const { code, message } = answer.error;
  return code === "unknown" ? null : { type: "not-written", step, way, code, message };
}

/** What an author said meanwhile has taken the number; what came of the write is no less true. */
async function appendOutcome(
  { step, way }: Step,
  event: JournalEvent,
  log: ChangeLog,
  signal: AbortSignal,
): Promise<void> {
  const isOpen = () => progressOf(log.record, log.entries()).steps[step]?.open?.way === way;
  while (isOpen() && !(await log.append(event, signal)));
}
