import "server-only";
import type { ChangeView } from "@/lib/delivery/change";
import { phaseOf } from "@/lib/mesh/changes/apply/phase";
import { progressOf } from "@/lib/mesh/changes/apply/progress";
import type { ChangeRecord, JournalEntry, JournalEvent } from "@/lib/mesh/changes/journal";
import { changeRunnerText } from "@/lib/messages/changes/change-runner";
import type { StoredChange } from "@/server/ports/store";
import { changeSummary, changeView, type Standing, writePrediction } from "./change-view";
import { nextLine } from "./drive/change-log";
import type { ChangeRunner } from "./runner-port";
import { createTaskPool, type TaskPool, type TaskPoolOptions } from "./task-pool";

export type ApplyRunnerOptions = TaskPoolOptions;

export type ApplyRunner = ChangeRunner & {
  /** Takes up what other processes have left unfinished, now and whenever one of them dies. Returns at once. */
  start(): void;
  /** Ends all waits. Resolves when no write is under way; what is unfinished stays so in the store. */
  stop(): Promise<void>;
};

const PAGE = 50;
/** Of several that write into one journal, one gets each number: so many in a row are somebody else's at most. */
const TRIES = 20;

/** Drives changes to their end by the journal in the store. See `nextAction` for what is done when. */
export function createApplyRunner(options: ApplyRunnerOptions): ApplyRunner {
  const { store, onNotice } = options;
  const pool = createTaskPool(options);
  return {
    async begin(record, prediction) {
      const stored = writePrediction(prediction);
      await store.changes.begin(record, stored);
      const { id, cluster, createdAt } = record;
      pool.take({
        record,
        phase: "writing",
        prediction: stored,
        outcome: null,
        updatedAt: createdAt,
      });
      onNotice({ about: "change", id, cluster });
    },
    keep: (id, by) => say(options, pool, id, keepWord(by)),
    revert: (id, by) => say(options, pool, id, revertWord(by)),
    view: (id) => view(options, pool, id),
    async list(cluster, after) {
      const page = await store.changes.list(cluster, { after, limit: PAGE });
      const summaries = page.changes.map(async (stored) => {
        const { id } = stored.record;
        if (stored.phase !== "confirming") return changeSummary(stored, [], asIs);
        // Of a journal that cannot be read the list does not know until when; its change says so itself.
        const journal = await store.changes.journal(id).catch(() => []);
        return changeSummary(stored, journal, pool.find(id)?.time.ofDay ?? asIs);
      });
      return { changes: await Promise.all(summaries), next: page.next };
    },
    start: pool.start,
    stop: pool.stop,
  };
}

async function view(
  options: ApplyRunnerOptions,
  pool: TaskPool,
  id: string,
): Promise<ChangeView | null> {
  const { store } = options;
  try {
    const stored = await store.changes.get(id);
    return stored && viewOf(options, pool, stored, await store.changes.journal(id));
  } catch (error) {
    // A store that fails is no reason to hide what this process is doing.
    const task = pool.find(id);
    if (task === null) throw error;
    return viewOf(options, pool, task.stored, task.log.entries());
  }
}

function viewOf(
  { clock, clusters, timing }: ApplyRunnerOptions,
  pool: TaskPool,
  stored: StoredChange,
  journal: readonly JournalEntry[],
): ChangeView {
  const { record } = stored;
  const isConnected = clusters.some(({ cluster }) => cluster === record.cluster);
  const isEnded = ENDED.has(phaseOf(record, journal));
  const untaken = isConnected || isEnded ? { elsewhere: !isEnded } : notConnected(record);
  const task = pool.find(record.id);
  const { now, ofDay } = task?.time ?? { now: clock.now, ofDay: asIs };
  const standing = task?.standing() ?? untaken;
  return changeView(stored, journal, { now: now(), ofDay, timing }, standing);
}

const asIs = (at: number): number => at;

function notConnected({ cluster, createdAt }: ChangeRecord): Standing {
  const message = changeRunnerText.notConnected(cluster);
  return { elsewhere: false, stalled: { by: "cluster", since: createdAt, message } };
}

const ENDED: ReadonlySet<string> = new Set(["applied", "reverted", "part-standing"]);

/** What an author says, where it says anything to a change that stands so. */
type AuthorsWord = (record: ChangeRecord, journal: readonly JournalEntry[]) => JournalEvent | null;

const keepWord =
  (by: string | null): AuthorsWord =>
  (record, journal) =>
    phaseOf(record, journal) === "confirming" ? { type: "kept", by } : null;

const revertWord =
  (by: string | null): AuthorsWord =>
  (record, journal) => {
    const hasTurned = progressOf(record, journal).turned !== null;
    const isOpen = !hasTurned && phaseOf(record, journal) !== "applied";
    return isOpen ? { type: "turned-back", reason: "asked", by } : null;
  };

/** Writes an author's word into the journal, whoever drives the change. */
async function say(
  options: ApplyRunnerOptions,
  pool: TaskPool,
  id: string,
  word: AuthorsWord,
): Promise<ChangeView | null> {
  const { clock, onNotice, store } = options;
  for (let i = 0; i < TRIES; i += 1) {
    const stored = await store.changes.get(id);
    if (stored === null) return null;
    const { record } = stored;
    const journal = await store.changes.journal(id);
    const event = word(record, journal);
    if (event === null) break;
    const time = pool.find(id)?.time ?? clock;
    const { line, phase } = nextLine(record, journal, event, time.now());
    if (!(await store.changes.append(id, line.seq, line.at, event, phase))) continue;
    pool.take(stored);
    pool.find(id)?.wake();
    onNotice({ about: "change", id, cluster: record.cluster });
    break;
  }
  return view(options, pool, id);
}
