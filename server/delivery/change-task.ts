import "server-only";
import type { ChangeView, Watch } from "@/lib/delivery/change";
import type { ApplyTiming } from "@/lib/mesh/changes/apply/next-action";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StoredChange, StorePort } from "@/server/ports/store";
import { readPrediction, type Standing } from "./change-view";
import { driveChange } from "./drive/apply-loop";
import { type ChangeLease, createChangeLease, RENEW_MS } from "./drive/change-lease";
import { type ChangeLog, createChangeLog } from "./drive/change-log";
import { createStorePatience } from "./drive/store-patience";
import { writeWatch } from "./watch/read-watch";
import { isWatched, type ObservedMesh, type WatchOptions, watchChange } from "./watch/watch-change";

const WATCH_AGAIN_MS = 30_000;

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

type Stall = NonNullable<ChangeView["stalled"]>;

export function createChangeTask(options: TaskOptions): ChangeTask {
  const { stored, store, clock, changed, failed, holder } = options;
  const { record } = stored;
  let elsewhere = false;
  let stall: Stall | null = null;
  let nap = new AbortController();
  const stalled = (by: Stall["by"]) => (message: string | null) => {
    if (message === null ? stall?.by !== by : stall?.message === message) return;
    stall = message === null ? null : { by, message, since: stall?.since ?? clock.now() };
    changed();
  };
  const patience = createStorePatience(clock, stalled("store"));
  const log = createChangeLog({ record, store, clock, patience, changed });
  const lease = createChangeLease(store, clock, record.id, holder);
  const publish = async (watch: Watch, signal: AbortSignal) => {
    const outcome = writeWatch(watch);
    await patience(() => store.changes.setOutcome(record.id, outcome, watch.at), signal);
    changed();
  };
  const work = async (signal: AbortSignal, lost: () => void) => {
    await log.reload(signal);
    const hands = { ...options, log, lease, patience, unreadable: stalled("cluster") };
    const fresh = () => {
      nap = new AbortController();
      return nap.signal;
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
    return isOver(log, clock.now());
  };
  return {
    stored,
    log,
    standing: () => ({ elsewhere, ...(stall !== null && { stalled: stall }) }),
    wake: () => nap.abort(),
    async run(signal) {
      while (!signal.aborted) {
        const isDone = await turn(signal).catch((error: unknown) => {
          if (!signal.aborted) failed(`change ${record.id}`, error);
          return signal.aborted;
        });
        if (isDone) return;
        await clock.sleep(RENEW_MS, signal);
      }
    },
  };
}

/** Watches, and begins again after a failure: whatever is wrong with the watch, a change is driven, kept or taken back all the same. */
async function keepWatching(
  options: WatchOptions & Pick<TaskOptions, "failed">,
  signal: AbortSignal,
): Promise<void> {
  const { clock, failed, log } = options;
  let told = "";
  while (!signal.aborted) {
    const failure = await watchChange(options, signal).then(
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
