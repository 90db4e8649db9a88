import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import type { Connection, Database } from "@/server/adapters/postgres/connection";
import { loadMigrations, type Migration, migrate } from "@/server/adapters/postgres/migrate";

/** An empty database in memory, without a schema. */
export const openMemory = async (): Promise<{ readonly db: Database; close(): Promise<void> }> => {
  const client = await PGlite.create();
  return { db: drizzle({ client }), close: () => client.close() };
};

/** As `openMemory`, with the schema of these migrations. */
export async function memoryConnection(migrations?: readonly Migration[]): Promise<Connection> {
  const { db, close } = await openMemory();
  const migrated = await migrate(db, migrations ?? (await loadMigrations()), "memory");
  if (!migrated.ok) throw new Error(migrated.error.code);
  return { use: (work) => work(db), read: (_empty, work) => work(db), close };
}
