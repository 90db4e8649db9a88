import "server-only";
import { isDeepStrictEqual } from "node:util";
import { phaseOf } from "@/lib/mesh/changes/apply/phase";
import type {
  ApplyPhase,
  ChangeRecord,
  JournalEntry,
  JournalEvent,
} from "@/lib/mesh/changes/journal";
import { changeRunnerText } from "@/lib/messages/changes/change-runner";
import type { Clock } from "@/server/ports/clock";
import type { StorePort } from "@/server/ports/store";
import type { StorePatience } from "./store-patience";

/** The journal of one change, as this process knows it. */
export type ChangeLog = {
  readonly record: ChangeRecord;
  entries(): readonly JournalEntry[];
  phase(): ApplyPhase;
  /** Reads what is stored: authors write into it through any process. */
  reload(signal: AbortSignal): Promise<void>;
  /**
   * Stores one line; on disk when this resolves. `false`: its number is taken, and what was written meanwhile is in `entries`.
   * Waits for a store that fails; rejects only when `signal` aborts before it answers.
   */
  append(event: JournalEvent, signal: AbortSignal): Promise<boolean>;
};

type LogOptions = {
  readonly record: ChangeRecord;
  readonly store: Pick<StorePort, "changes">;
  readonly clock: Clock;
  readonly patience: StorePatience;
  /** Something was appended. */
  readonly changed: () => void;
};

/** The line that comes after these, and the phase with it. */
export function nextLine(
  record: ChangeRecord,
  entries: readonly JournalEntry[],
  event: JournalEvent,
  at: number,
): { readonly line: JournalEntry; readonly phase: ApplyPhase } {
  const line = { seq: (entries.at(-1)?.seq ?? 0) + 1, at, event };
  return { line, phase: phaseOf(record, [...entries, line]) };
}

/** A log that knows nothing yet: `reload` before use. */
export function createChangeLog({
  record,
  store,
  clock,
  patience,
  changed,
}: LogOptions): ChangeLog {
  let entries: readonly JournalEntry[] = [];
  const reload = async (signal: AbortSignal) => {
    const stored = await patience(() => store.changes.journal(record.id), signal);
    // A journal only grows: what was read before a line of ours was stored is older than what is known.
    if (stored.length >= entries.length) entries = stored;
  };
  return {
    record,
    entries: () => entries,
    phase: () => phaseOf(record, entries),
    reload,
    async append(event, signal) {
      const { line, phase } = nextLine(record, entries, event, clock.now());
      const { seq, at } = line;
      const stored = await patience(async () => {
        if (await store.changes.append(record.id, seq, at, event, phase)) return true;
        const journal = await store.changes.journal(record.id);
        // Whoever was told so would try again at once, for ever.
        if (!journal.some((other) => other.seq >= seq)) throw new Error(changeRunnerText.lineGone);
        entries = journal;
        return false;
      }, signal);
      if (stored) entries = [...entries, line];
      // What a store that failed had kept all the same is our own line.
      const isThere = stored || entries.some((entry) => isDeepStrictEqual(entry, line));
      if (isThere) changed();
      return isThere;
    },
  };
}
