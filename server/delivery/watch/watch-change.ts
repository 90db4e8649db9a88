import "server-only";
import type { Watch } from "@/lib/delivery/change";
import { progressOf } from "@/lib/mesh/changes/apply/progress";
import type { JournalEntry } from "@/lib/mesh/changes/journal";
import { HEDDLE_MANAGER } from "@/lib/mesh/changes/ownership/known-managers";
import { flowsAsSet } from "@/lib/mesh/prediction/flows-as-set";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { ChangeLog } from "../drive/change-log";
import { countWindows } from "./count-windows";
import { findReverted, standsIn } from "./find-reverted";
import { objectsBefore } from "./objects-before";
import type { ObservedMesh } from "./observed-mesh";
import { createShareWatch, type SetShares, type ShareWatch } from "./share-watch";

export type WatchOptions = {
  readonly log: ChangeLog;
  readonly port: ClusterPort;
  readonly mesh: ObservedMesh;
  readonly clock: Clock;
  readonly prediction: Prediction | null;
  /** How long a write takes to reach the proxies, ms. */
  readonly proxiesMs: number;
  /** When Heddle's own roll-back of the change was last at work, ms since the epoch; `null` where there is none. */
  readonly rolledBackAt: () => Promise<number | null>;
  /** What was kept of the watch so far, by this process or another; `null` before anything was. */
  readonly kept: () => Promise<Watch | null>;
  /** Keeps the outcome; waits for a store that fails. */
  readonly publish: (watch: Watch) => Promise<void>;
};

const LOOK_MS = 2_000;

/** So long after its write a change is watched. */
export const WATCH_MS = 15 * 60_000;

/**
 * While the source of traffic is away a change without a verdict is waited for, so long after its write: what it set is watched when
 * metrics are back. After that nobody looks any more.
 */
export const BLIND_MS = 60 * 60_000;

/** Metrics that are back are given the time for two whole windows. */
const BACK_MS = 5 * 60_000;

/** A process that comes later than that still has time to see what became of it. */
const LATECOMER_MS = 3 * 60_000;

const verdictsIn = (journal: readonly JournalEntry[]): readonly string[] =>
  journal.flatMap(({ event }) => (event.type === "watched" ? [event.verdict] : []));

/** Whether nothing more will be said of a change that stands. */
export function isWatched(
  { record, entries }: Pick<ChangeLog, "record" | "entries">,
  now: number,
): boolean {
  const verdicts = verdictsIn(entries());
  const { writtenAt } = progressOf(record, entries());
  if (verdicts.includes("reverted")) return true;
  return verdicts.length > 0 && now >= (writtenAt ?? 0) + WATCH_MS;
}

/**
 * Watches what comes of a change once it is written: shares seen against shares set until they agree, and whether somebody writes over
 * it, for a quarter of an hour; longer while there are no metrics to see the first by. Ends when that is over, or when the change is
 * taken back. A process that comes later reads from the metrics what it did not see, and goes on from there.
 */
export async function watchChange(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { log, clock } = options;
  let looker: ((signal: AbortSignal) => Promise<boolean>) | null = null;
  while (!signal.aborted) {
    const phase = log.phase();
    if (["reverting", "reverted", "part-standing"].includes(phase)) return;
    if (phase === "applied" || phase === "confirming") {
      if (isWatched(log, clock.now())) return;
      looker ??= createLooker(options);
      if (await looker(signal)) return;
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

/** Looks once; `true` when it was the last time. */
function createLooker(options: WatchOptions): (signal: AbortSignal) => Promise<boolean> {
  const { log, mesh, port, clock, prediction, proxiesMs } = options;
  const writtenAt = progressOf(log.record, log.entries()).writtenAt ?? clock.now();
  let deadline = Math.max(writtenAt + WATCH_MS, clock.now() + LATECOMER_MS);
  const asSet: SetShares = (traffic, { index, clusterOf }) => {
    const change = { record: log.record, journal: log.entries() };
    if (!standsIn(change, index.snapshot)) return null;
    return flowsAsSet(index, objectsBefore(log.record.changeSet, index), traffic, clusterOf);
  };
  const shares = createShareWatch(prediction?.flows ?? [], writtenAt + proxiesMs, asSet);
  let comparedAt = -1;
  let published = "";
  let before: Watch | null | undefined;

  const seen = async () => {
    if (before === undefined) before = await options.kept();
    return watchOf(options, shares, writtenAt, before);
  };
  const publish = async (watch: Watch) => {
    const text = JSON.stringify({ ...watch, at: 0 });
    if (text === published) return;
    await options.publish(watch);
    published = text;
  };
  const conclude = async (watch: Watch, signal: AbortSignal) => {
    await publish({ ...watch, over: true });
    const { verdict } = watch;
    if (verdictsIn(log.entries()).includes(verdict)) return;
    while (!(await log.append({ type: "watched", verdict, detail: detailOf(watch) }, signal)));
  };
  const compare = async (signal: AbortSignal): Promise<boolean> => {
    const snapshot = mesh.snapshot();
    if (snapshot.revision === comparedAt) return false;
    const change = { record: log.record, journal: log.entries() };
    const found = await findReverted(change, snapshot, port, clock.now(), signal);
    if (!found.undecided) comparedAt = snapshot.revision;
    // A line that came meanwhile, such as a turn back, says more than what was found before it.
    if (signal.aborted || log.entries() !== change.journal) return false;
    if (found.reverted.length === 0) return false;
    const reverted = namedByRollback(found.reverted, await options.rolledBackAt());
    await conclude({ ...(await seen()), verdict: "reverted", reverted }, signal);
    return true;
  };

  const countOn = async (signal: AbortSignal, isOver: boolean) => {
    const lines = log.entries();
    if (isSynced(options)) await countWindows(mesh, log.record.cluster, shares);
    const watch = await seen();
    // What came while the past was read, such as a turn back, is looked at first.
    if (signal.aborted || log.entries() !== lines) return false;
    if (isOver || shares.settled()) await conclude(isOver ? atTheEnd(watch) : watch, signal);
    else await publish(watch);
    return isOver;
  };

  return async (signal) => {
    if (isSynced(options) && (await compare(signal))) return true;
    if (isAway(options) && clock.now() < writtenAt + BLIND_MS) {
      deadline = Math.max(deadline, clock.now() + BACK_MS);
    }
    const isOver = clock.now() >= deadline;
    if (verdictsIn(log.entries()).length > 0 || signal.aborted) return isOver;
    return countOn(signal, isOver);
  };
}

/**
 * A roll-back gives fields back to who managed them before, so that the object itself no longer says who wrote it last: what nobody has
 * written since was the roll-back's doing. Times of managers are whole seconds.
 */
const namedByRollback = (reverted: Watch["reverted"], at: number | null): Watch["reverted"] =>
  reverted.map((one) =>
    at === null || one.at > at + 1_000 ? one : { ...one, by: HEDDLE_MANAGER, at },
  );

/** Before the first list has come, a mesh has neither callers nor objects. */
const isSynced = ({ mesh, log }: WatchOptions): boolean =>
  mesh
    .sources()
    .some(
      ({ id, cluster, state }) =>
        id === "cluster" &&
        cluster === log.record.cluster &&
        ["ready", "partial", "stale"].includes(state),
    );

/** Nothing is waited for any more. */
const atTheEnd = (watch: Watch): Watch =>
  watch.verdict === "waiting"
    ? { ...watch, verdict: watch.unpredicted === true ? "not-predicted" : "no-metrics" }
    : watch;

/** The source of traffic is configured, and does not answer. */
const isAway = ({ mesh }: WatchOptions): boolean =>
  mesh.sources().some(({ id, state }) => id === "metrics" && ["down", "stale"].includes(state));

/** What is seen now. Until a window is counted, what another process has counted before stands, with its age. */
function watchOf(
  options: WatchOptions,
  shares: ShareWatch,
  writtenAt: number,
  before: Watch | null,
): Watch {
  const { mesh, clock } = options;
  const isBlind = isAway(options) || !mesh.sources().some(({ id }) => id === "metrics");
  const counted = shares.until() === null && hasCounted(before) ? before : null;
  return {
    ...(counted ?? figuresOf(shares, writtenAt, isBlind)),
    at: clock.now(),
    ...(isBlind && { blind: true as const }),
    ...(!shares.isPredicted() && { unpredicted: true as const }),
    reverted: [],
  };
}

type Figures = Omit<Watch, "at" | "blind" | "over" | "unpredicted" | "reverted">;

function hasCounted(watch: Watch | null): watch is Watch {
  return watch?.until !== undefined;
}

function figuresOf(shares: ShareWatch, writtenAt: number, isBlind: boolean): Figures {
  const { verdict, parts, predictionError } = shares.judgement();
  const isWaiting = verdict === "waiting";
  const until = shares.until();
  const causes = verdict === "differs" ? shares.causes() : [];
  return {
    verdict: isWaiting && isBlind ? "no-metrics" : verdict,
    since: isWaiting ? writtenAt : shares.since(),
    ...(until !== null && { until }),
    ...(causes.length > 0 && { causes }),
    ...{ parts, predictionError },
  };
}

/** Facts for the journal: who wrote over it, else how far off the prediction was, 0..1. */
const detailOf = ({ reverted, predictionError }: Watch): string =>
  reverted.length > 0
    ? [...new Set(reverted.map(({ by }) => by ?? ""))].join(", ")
    : String(predictionError ?? "");
