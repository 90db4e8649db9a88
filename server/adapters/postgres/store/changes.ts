import "server-only";
import { and, asc, desc, eq, notInArray, sql } from "drizzle-orm";
import type { JournalEntry } from "@/lib/mesh/changes/journal";
import { storeText } from "@/lib/messages/server/store";
import { err, ok, type Result } from "@/lib/result";
import type { Connection } from "@/server/adapters/postgres/connection";
import { changes, journal } from "@/server/adapters/postgres/schema";
import {
  asJson,
  ENDED_PHASES,
  readEvent,
  readPhase,
  readRecord,
} from "@/server/adapters/postgres/store/readers";
import { type RowResult, readable } from "@/server/adapters/postgres/store/unreadable-rows";
import {
  isTaken,
  StoreFault,
  type UnreadableRow,
  unreadable,
} from "@/server/adapters/postgres/store-fault";
import type { StoredChange, StorePort } from "@/server/ports/store";

type Row = typeof changes.$inferSelect;

function storedChange(row: Row): RowResult<StoredChange> {
  const bad = (detail: string) => err({ row: `changes/${row.id}`, detail });
  const record = readRecord(row.record);
  if (!record.ok) return bad(record.error);
  const phase = readPhase(row.phase);
  if (!phase.ok) return bad(`phase: ${phase.error}`);
  return ok({
    record: record.value,
    phase: phase.value,
    prediction: asJson(row.prediction),
    outcome: asJson(row.outcome),
    updatedAt: row.updatedAt,
  });
}

function orThrow<T>(read: Result<T, UnreadableRow>): T {
  if (!read.ok) throw unreadable(read.error);
  return read.value;
}

/** Where a page ended: time and id of its last change. */
const cursorOf = ({ createdAt, id }: Row): string => `${createdAt}.${id}`;

/** @returns `null` for the start of the list, which also answers what is no cursor */
function parseCursor(cursor: string | null): { readonly at: number; readonly id: string } | null {
  const parts = /^(-?\d{1,15})\.(.*)$/s.exec(cursor ?? "");
  const [, at, id] = parts ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}

const olderThan = (cursor: string | null) => {
  const from = parseCursor(cursor);
  return from === null
    ? undefined
    : sql`(${changes.createdAt}, ${changes.id}) < (${from.at}, ${from.id})`;
};

/** Where the server was told to answer before a commit is on disk, this transaction still waits for it. */
const DURABLE = sql`select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'`;

function createJournal({
  use,
  read,
}: Connection): Pick<StorePort["changes"], "append" | "journal"> {
  return {
    append: (id, seq, at, event, phase) =>
      use((db) =>
        db.transaction(async (tx) => {
          await tx.execute(DURABLE);
          const line = await tx
            .insert(journal)
            .values({ change: id, seq, at, event })
            .onConflictDoNothing()
            .returning({ seq: journal.seq });
          if (line.length === 0) return false;
          await tx.update(changes).set({ phase, updatedAt: at }).where(eq(changes.id, id));
          return true;
        }),
      ),
    journal: (id) =>
      read([], async (db) => {
        const rows = await db
          .select()
          .from(journal)
          .where(eq(journal.change, id))
          .orderBy(asc(journal.seq));
        return rows.map(({ seq, at, event }): JournalEntry => {
          const parsed = readEvent(event);
          // A journal with a gap must not be acted on: all of it or none.
          if (!parsed.ok) throw unreadable({ row: `journal/${id}/${seq}`, detail: parsed.error });
          return { seq, at, event: parsed.value };
        });
      }),
  };
}

export function createChanges(
  connection: Connection,
  report: (row: UnreadableRow) => void,
): StorePort["changes"] {
  const { use, read } = connection;
  return {
    ...createJournal(connection),
    begin: (record, prediction) =>
      use(async (db) => {
        const { id, cluster, createdAt } = record;
        try {
          await db.insert(changes).values({
            id,
            cluster,
            createdAt,
            updatedAt: createdAt,
            phase: "writing",
            record,
            prediction,
          });
        } catch (error) {
          if (isTaken(error)) throw new StoreFault("taken", storeText.fault.taken(id));
          throw error;
        }
      }),
    get: (id) =>
      read(null, async (db) => {
        const [row] = await db.select().from(changes).where(eq(changes.id, id));
        return row === undefined ? null : orThrow(storedChange(row));
      }),
    list: (cluster, { after, limit }) =>
      read({ changes: [], next: null }, async (db) => {
        const rows = await db
          .select()
          .from(changes)
          .where(and(eq(changes.cluster, cluster), olderThan(after)))
          .orderBy(desc(changes.createdAt), desc(changes.id))
          .limit(limit + 1);
        const page = rows.slice(0, limit);
        const last = page.at(-1);
        const next = rows.length > limit && last !== undefined ? cursorOf(last) : null;
        return { changes: readable(page.map(storedChange), report), next };
      }),
    unfinished: () =>
      read([], async (db) => {
        const rows = await db
          .select()
          .from(changes)
          .where(notInArray(changes.phase, [...ENDED_PHASES]))
          .orderBy(asc(changes.createdAt), asc(changes.id));
        return readable(rows.map(storedChange), report);
      }),
    setOutcome: (id, outcome, at) =>
      use(async (db) => {
        await db.update(changes).set({ outcome, updatedAt: at }).where(eq(changes.id, id));
      }),
  };
}
