import "server-only";
import { type ApplyTiming, nextAction } from "@/lib/mesh/changes/apply/next-action";
import type { ChangeLease } from "./change-lease";
import type { Hands } from "./hands";
import { performAction } from "./perform-action";
import type { StorePatience } from "./store-patience";

/** An author may speak through another process, which can only write it down: so often it is looked for. */
const LOOK_MS = 5_000;

/** An action that has left the journal as it was would be asked for again at once, for ever. */
const STUCK_MS = 1_000;

export type ApplyLoop = Hands & {
  readonly lease: ChangeLease;
  readonly patience: StorePatience;
  readonly timing: ApplyTiming | undefined;
  /** Aborted when an author has spoken through this process; a fresh one for each pause. */
  readonly nap: () => AbortSignal;
};

/**
 * Drives one change until it has ended, `signal` aborts, or another process has its lease. The lease is renewed before each action, so
 * that nothing is written by a process that has lost it.
 */
export async function driveChange(loop: ApplyLoop, signal: AbortSignal): Promise<"ended" | "left"> {
  const { clock, lease, log, nap, patience, timing } = loop;
  const rest = async (ms: number) => {
    await clock.sleep(Math.min(ms, LOOK_MS), AbortSignal.any([signal, nap()]));
    if (!signal.aborted) await log.reload(signal);
  };
  while (!signal.aborted) {
    const action = nextAction(log.record, log.entries(), clock.now(), timing);
    if (action.type === "ended") return "ended";
    if (action.type === "wait") {
      await rest(action.until - clock.now());
      continue;
    }
    if (!(await patience(lease.hold, signal))) return "left";
    const lines = log.entries().length;
    const pauseMs = await performAction(action, loop, signal);
    const restMs = log.entries().length > lines ? pauseMs : Math.max(pauseMs, STUCK_MS);
    if (restMs > 0) await rest(restMs);
  }
  return "left";
}
