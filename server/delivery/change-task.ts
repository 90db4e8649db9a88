import "server-only";
import type { Watch } from "@/lib/delivery/change";
import type { ApplyTiming } from "@/lib/mesh/changes/apply/next-action";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StoredChange, StorePort } from "@/server/ports/store";
import { readPrediction, type Standing } from "./change-view";
import { driveChange } from "./drive/apply-loop";
import { type ChangeLease, createChangeLease, RENEW_MS } from "./drive/change-lease";
import { type ChangeLog, createChangeLog } from "./drive/change-log";
import { createJournalClock, type JournalClock } from "./drive/journal-clock";
import { createStallSign, type SayStalled } from "./drive/stall-sign";
import { createStorePatience } from "./drive/store-patience";
import type { ObservedMesh } from "./watch/observed-mesh";
import { readWatch, writeWatch } from "./watch/read-watch";
import { isWatched, type WatchOptions, watchChange } from "./watch/watch-change";

const WATCH_AGAIN_MS = 30_000;

/** A roll-back of a change that is still watched is among the newest. */
const RECENT = 50;

export type TaskOptions = {
  readonly stored: StoredChange;
  readonly store: Pick<StorePort, "changes" | "leases">;
  readonly port: ClusterPort;
  readonly mesh: ObservedMesh;
  readonly clock: Clock;
  /** Names this process among those that share the store. */
  readonly holder: string;
  readonly timing: ApplyTiming | undefined;
  readonly proxiesMs: number;
  readonly changed: () => void;
  readonly failed: (what: string, error: unknown) => void;
};

/** One change in this process's hands: written, kept or taken back, and watched. */
export type ChangeTask = {
  readonly stored: StoredChange;
  readonly log: ChangeLog;
  /** By which the change is driven, and its journal written. */
  readonly time: JournalClock;
  standing(): Standing;
  /** An author has spoken. */
  wake(): void;
  /** Resolves when nothing is left to do, or when `signal` has aborted and no write is under way. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
};

/** Whether nothing is left to do for a change. */
export function isOver(log: ChangeLog, now: number): boolean {
  const phase = log.phase();
  return (
    phase === "reverted" ||
    phase === "part-standing" ||
    (phase === "applied" && isWatched(log, now))
  );
}

export function createChangeTask(options: TaskOptions): ChangeTask {
  const { stored, store, clock, changed, holder } = options;
  const { record } = stored;
  const time = createJournalClock(clock);
  let elsewhere = false;
  let nap = new AbortController();
  const stall = createStallSign(clock, changed);
  const failing = stall.by("server");
  const rested = () => {
    nap = new AbortController();
    return nap.signal;
  };
  const patience = createStorePatience(clock, stall.by("store"));
  const log = createChangeLog({
    ...{ record, store, clock: time, patience },
    changed() {
      failing(null);
      changed();
    },
  });
  const lease = createChangeLease(store, clock, record.id, holder);
  const publish = async (watch: Watch, signal: AbortSignal) => {
    const outcome = writeWatch(watch);
    await patience(() => store.changes.setOutcome(record.id, outcome, watch.at), signal);
    changed();
  };
  const work = async (signal: AbortSignal, lost: () => void) => {
    await log.reload(signal);
    time.notBefore(log.entries().at(-1)?.at ?? 0);
    const hands = {
      ...options,
      clock: time,
      log,
      lease,
      patience,
      unreadable: stall.by("cluster"),
    };
    // Who rests does so by the journal, and does not fail.
    const fresh = () => {
      failing(null);
      return rested();
    };
    const prediction = readPrediction(stored.prediction);
    await together(
      [
        driveChange({ ...hands, nap: fresh }, signal).then((how) => how === "left" && lost()),
        keepWatching({ ...hands, prediction, publish: (w) => publish(w, signal) }, signal),
      ],
      lost,
    );
  };
  const tell = (isElsewhere: boolean) => {
    if (elsewhere !== isElsewhere) changed();
    elsewhere = isElsewhere;
  };
  /** Works while this process has the lease, if it is to be had. @returns whether nothing is left to do */
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    const held = await patience(lease.hold, signal);
    tell(!held);
    if (held) await underLease(lease, clock, signal, work);
    if (!signal.aborted) await log.reload(signal);
    return isOver(log, time.now());
  };
  return {
    stored,
    log,
    time,
    standing() {
      const stalled = stall.now();
      return { elsewhere, ...(stalled !== null && { stalled }) };
    },
    wake: () => nap.abort(),
    run: (signal) => runTurns({ ...options, log, turn, failing, rested }, signal),
  };
}

async function rolledBackAt(
  store: Pick<StorePort, "changes">,
  { id, cluster }: StoredChange["record"],
): Promise<number | null> {
  const { changes } = await store.changes.list(cluster, { after: null, limit: RECENT });
  return changes.find(({ record }) => record.rollbackOf === id)?.updatedAt ?? null;
}

type Turns = Pick<TaskOptions, "stored" | "clock" | "failed"> & {
  readonly log: ChangeLog;
  readonly turn: (signal: AbortSignal) => Promise<boolean>;
  readonly failing: SayStalled;
  readonly rested: () => AbortSignal;
};

/** One turn after the other until nothing is left to do. After a failure with a pause, which an author's word ends. */
async function runTurns(options: Turns, signal: AbortSignal): Promise<void> {
  const { stored, clock, failed, log, turn, failing, rested } = options;
  const failures = countFailures(log);
  while (!signal.aborted) {
    const end = await turn(signal).then(
      (isDone) => ({ isDone }),
      (error: unknown) => ({ error, isDone: signal.aborted }),
    );
    if (end.isDone) return;
    const pauseMs = "error" in end ? failures.pauseMs() : RENEW_MS;
    if ("error" in end) {
      failed(`change ${stored.record.id}`, end.error);
      failing(messageOf(end.error), clock.now() + pauseMs);
    } else failing(null);
    await clock.sleep(pauseMs, AbortSignal.any([signal, rested()]));
  }
}

const LONGEST_PAUSE_MS = 5 * 60_000;

/** How long to wait after a failure: 5 s, doubled for each in a row up to 5 min. In a row are those between which the journal has not grown. */
function countFailures(log: ChangeLog): { pauseMs(): number } {
  let lines = -1;
  let pauseMs = 0;
  return {
    pauseMs() {
      const { length } = log.entries();
      pauseMs = length === lines ? Math.min(LONGEST_PAUSE_MS, pauseMs * 2) : RENEW_MS;
      lines = length;
      return pauseMs;
    },
  };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Watches, and begins again after a failure: whatever is wrong with the watch, a change is driven, kept or taken back all the same. */
async function keepWatching(
  options: Omit<WatchOptions, "rolledBackAt" | "kept"> & Pick<TaskOptions, "failed" | "store">,
  signal: AbortSignal,
): Promise<void> {
  const { clock, failed, log, store } = options;
  const watched = {
    ...options,
    rolledBackAt: () => rolledBackAt(store, log.record),
    async kept() {
      const found = await store.changes.get(log.record.id);
      return found === null ? null : readWatch(found.outcome);
    },
  };
  let told = "";
  while (!signal.aborted) {
    const failure = await watchChange(watched, signal).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (failure === null || signal.aborted) return;
    if (String(failure.error) !== told) failed(`watch of change ${log.record.id}`, failure.error);
    told = String(failure.error);
    await clock.sleep(WATCH_AGAIN_MS, signal);
  }
}

/** Waits for all; when one fails the others are told to end, and the failure comes when they have. */
async function together(parts: readonly Promise<unknown>[], end: () => void): Promise<void> {
  for (const part of parts) part.catch(end);
  const failure = (await Promise.allSettled(parts)).find((part) => part.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** Works while the lease is held, and renews it beside the work: a write may take longer than it lasts. */
async function underLease(
  lease: ChangeLease,
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal, lost: () => void) => Promise<void>,
): Promise<void> {
  const losing = new AbortController();
  const done = new AbortController();
  const lost = () => losing.abort();
  const renew = async () => {
    while (!done.signal.aborted) {
      await clock.sleep(RENEW_MS, done.signal);
      if (done.signal.aborted) return;
      // A store that fails says nothing of the lease; before each write it is asked again.
      const held = await lease.hold().catch(() => true);
      if (!held) lost();
    }
  };
  const renewing = renew();
  try {
    await work(AbortSignal.any([signal, losing.signal]), lost);
  } finally {
    done.abort();
    await renewing;
    await lease.release().catch(() => undefined);
  }
}
