import type { JournalEntry } from "@/lib/mesh/changes/journal";
import type { StoredChange, StorePort } from "@/server/ports/store";

export type ChangeStore = Pick<StorePort, "changes" | "leases">;

type Kept = { stored: StoredChange; journal: JournalEntry[] };

const ENDED = new Set(["applied", "reverted", "part-standing"]);
/** What is stored is no longer the object that was given. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T; // JSON of T, read back

/** Changes and leases in memory, by the rules of the port. It answers within the same turn, so that a stepped clock is all the time there is. */
export function memoryStore(): ChangeStore {
  const kept = new Map<string, Kept>();
  const leases = new Map<string, { readonly holder: string; readonly until: number }>();
  const at = (id: string): Kept => {
    const found = kept.get(id);
    if (found === undefined) throw new Error(`no change ${id}`);
    return found;
  };
  return {
    changes: {
      async begin(record, prediction) {
        if (kept.has(record.id)) throw new Error(`there is a change ${record.id}`);
        const { createdAt: updatedAt } = record;
        const stored = { record, phase: "writing", prediction, outcome: null, updatedAt } as const;
        kept.set(record.id, { stored: copy(stored), journal: [] });
      },
      get: async (id) => copy(kept.get(id)?.stored ?? null),
      async list(cluster) {
        const all = [...kept.values()].map(({ stored }) => stored);
        const mine = all.filter(({ record }) => record.cluster === cluster);
        return { changes: copy(mine.reverse()), next: null };
      },
      async unfinished() {
        const all = [...kept.values()].map(({ stored }) => stored);
        return copy(all.filter(({ phase }) => !ENDED.has(phase)));
      },
      async append(id, seq, time, event, phase) {
        const { stored, journal } = at(id);
        if (journal.some((line) => line.seq === seq)) return false;
        journal.push(copy({ seq, at: time, event }));
        at(id).stored = { ...stored, phase, updatedAt: time };
        return true;
      },
      journal: async (id) => copy(kept.get(id)?.journal ?? []),
      async setOutcome(id, outcome, updatedAt) {
        at(id).stored = { ...at(id).stored, outcome: copy(outcome), updatedAt };
      },
    },
    leases: {
      async hold(name, holder, now, until) {
        const lease = leases.get(name);
        if (lease !== undefined && lease.holder !== holder && lease.until > now) return false;
        leases.set(name, { holder, until });
        return true;
      },
      async release(name, holder) {
        if (leases.get(name)?.holder === holder) leases.delete(name);
      },
    },
  };
}
