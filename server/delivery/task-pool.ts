import "server-only";
import type { Notice } from "@/lib/delivery/notice";
import type { ApplyTiming } from "@/lib/mesh/changes/apply/next-action";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StoredChange, StorePort } from "@/server/ports/store";
import { type ChangeTask, createChangeTask } from "./change-task";
import type { ObservedMesh } from "./watch/observed-mesh";
import { isWatched } from "./watch/watch-change";

export type TaskPoolOptions = {
  readonly store: Pick<StorePort, "changes" | "leases">;
  readonly clusters: readonly ClusterPort[];
  readonly mesh: ObservedMesh;
  readonly clock: Clock;
  /**
   * Names this process in the leases. Of a store that one process has for itself, one name for every process: what a process that was
   * killed has left is then taken up at once.
   */
  readonly holder: string;
  readonly onNotice: (notice: Notice) => void;
  /** Something that should not happen, and that the runner survives. */
  readonly failed: (what: string, error: unknown) => void;
  readonly timing?: ApplyTiming;
};

/** The changes that this process drives, or waits to drive. */
export type TaskPool = {
  /** Takes a change up, unless it is in hand, over, or of a cluster that is not connected. */
  take(stored: StoredChange): void;
  find(id: string): ChangeTask | null;
  /** Takes up what is left to do in the store, again and again. */
  start(): void;
  /** Resolves when no write is under way. */
  stop(): Promise<void>;
};

/** How long a write takes to reach the proxies where nobody knows better. */
const PROXIES_MS = 5_000;
const LOOK_AROUND_MS = 30_000;
const LOOKING = "look for unfinished changes";
/** Of the changes that stand, the newest are looked at: they are watched for minutes. */
const NEWEST = 50;
/** A change that was written longer ago is not watched any more, whoever begins. */
const LATEST_WATCH_MS = 24 * 3_600_000;

export function createTaskPool(options: TaskPoolOptions): TaskPool {
  const { clock, clusters, failed, onNotice, store, timing } = options;
  const tasks = new Map<string, { readonly task: ChangeTask; readonly done: Promise<void> }>();
  const over = new Set<string>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let looking: Promise<void> = Promise.resolve();

  const isKnown = (id: string) => tasks.has(id) || over.has(id);

  const take = (stored: StoredChange) => {
    const { id, cluster } = stored.record;
    const port = clusters.find((p) => p.cluster === cluster);
    if (port === undefined || signal.aborted || isKnown(id)) return;
    const task = createChangeTask({
      ...options,
      ...{ stored, port, failed, timing },
      proxiesMs: timing?.proxiesMs ?? PROXIES_MS,
      changed: () => onNotice({ about: "change", id, cluster }),
    });
    const run = async () => {
      await task.run(signal);
      tasks.delete(id);
      if (!signal.aborted) over.add(id);
    };
    tasks.set(id, { task, done: run() });
  };

  const isToBeWatched = async ({ record, phase, updatedAt }: StoredChange): Promise<boolean> => {
    const isOld = updatedAt < clock.now() - LATEST_WATCH_MS;
    if (phase !== "applied" || isOld || isKnown(record.id)) return false;
    const journal = await store.changes.journal(record.id);
    const isDone = isWatched({ record, entries: () => journal }, clock.now());
    if (isDone) over.add(record.id);
    return !isDone;
  };

  const lookAround = async () => {
    const unread: unknown[] = [];
    for (const stored of await store.changes.unfinished()) take(stored);
    for (const { cluster } of clusters) {
      const { changes } = await store.changes.list(cluster, { after: null, limit: NEWEST });
      for (const stored of changes) {
        // A journal that cannot be read is nothing that the others have to wait for.
        const isToWatch = await isToBeWatched(stored).catch((error: unknown) => {
          unread.push(error);
          return false;
        });
        if (isToWatch) take(stored);
      }
    }
    if (unread.length > 0) throw unread[0];
  };

  const keepLooking = async () => {
    let told = "";
    while (!signal.aborted) {
      const failure = await lookAround().catch((error: unknown) => error);
      // A store that stays broken is reported once, not twice a minute.
      if (failure !== undefined && String(failure) !== told) failed(LOOKING, failure);
      told = failure === undefined ? "" : String(failure);
      await clock.sleep(LOOK_AROUND_MS, signal);
    }
  };

  return {
    take,
    find: (id) => tasks.get(id)?.task ?? null,
    start() {
      looking = keepLooking();
    },
    async stop() {
      stopping.abort();
      await looking;
      await Promise.all([...tasks.values()].map(({ done }) => done));
    },
  };
}
