import "server-only";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Draft } from "@/lib/mesh/changes/draft";
import { err, ok, type Result } from "@/lib/result";
import type { Connection, Database } from "@/server/adapters/postgres/connection";
import { drafts } from "@/server/adapters/postgres/schema";
import { readDraft } from "@/server/adapters/postgres/store/readers";
import { type RowResult, readable } from "@/server/adapters/postgres/store/unreadable-rows";
import { type UnreadableRow, unreadable } from "@/server/adapters/postgres/store-fault";
import type { StorePort } from "@/server/ports/store";

type Row = typeof drafts.$inferSelect;

function storedDraft({ id, author, version, updatedAt, draft }: Row): RowResult<StoredDraft> {
  const read = readDraft(draft);
  return read.ok
    ? ok({ draft: read.value, author, version, updatedAt })
    : err({ row: `drafts/${id}`, detail: read.error });
}

/** @throws StoreFault naming the row when it cannot be read */
async function current(db: Database, id: string): Promise<StoredDraft | null> {
  const [row] = await db.select().from(drafts).where(eq(drafts.id, id));
  if (row === undefined) return null;
  const read = storedDraft(row);
  if (!read.ok) throw unreadable(read.error);
  return read.value;
}

const stale = async (db: Database, id: string): Promise<Result<never, StaleDraft>> =>
  err({ code: "stale", current: await current(db, id) });

export function createDrafts(
  { use, read }: Connection,
  report: (row: UnreadableRow) => void,
): StorePort["drafts"] {
  // The version is compared and raised by one statement: of two savers the second waits for the row and then finds it moved on.
  const update = (
    db: Database,
    draft: Draft,
    author: string | null,
    expected: number,
    at: number,
  ) =>
    db
      .update(drafts)
      .set({
        cluster: draft.cluster,
        author,
        version: sql`${drafts.version} + 1`,
        updatedAt: at,
        draft,
      })
      .where(and(eq(drafts.id, draft.id), eq(drafts.version, expected)))
      .returning({ version: drafts.version });

  const insert = (db: Database, draft: Draft, author: string | null, at: number) =>
    db
      .insert(drafts)
      .values({ id: draft.id, cluster: draft.cluster, author, version: 1, updatedAt: at, draft })
      .onConflictDoNothing()
      .returning({ version: drafts.version });

  return {
    list: (cluster) =>
      read([], async (db) => {
        const rows = await db
          .select()
          .from(drafts)
          .where(eq(drafts.cluster, cluster))
          .orderBy(desc(drafts.updatedAt), asc(drafts.id));
        return readable(rows.map(storedDraft), report);
      }),
    get: (id) => read(null, (db) => current(db, id)),
    save: (draft, author, expected, at) =>
      use(async (db) => {
        const written =
          expected === 0
            ? await insert(db, draft, author, at)
            : await update(db, draft, author, expected, at);
        const version = written[0]?.version;
        if (version === undefined) return stale(db, draft.id);
        return ok({ draft, author, version, updatedAt: at });
      }),
    remove: (id, expected) =>
      use(async (db) => {
        const gone = await db
          .delete(drafts)
          .where(and(eq(drafts.id, id), eq(drafts.version, expected)))
          .returning({ id: drafts.id });
        return gone.length === 0 ? stale(db, id) : ok(null);
      }),
  };
}
