import "server-only";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { integer, text } from "drizzle-orm/pg-core";
import { err, ok, type Result } from "@/lib/result";
import type { Database } from "@/server/adapters/postgres/connection";
import { heddle } from "@/server/adapters/postgres/schema";
import type { StoreError } from "@/server/adapters/postgres/store-error";
import { driverErrorOf, isFull, isLost } from "@/server/adapters/postgres/store-fault";

/** One step of the schema, once applied never edited. It must leave the version before it working: replicas are replaced one by one. */
export type Migration = {
  /** 1, 2, 3 … without a gap. */
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
};

export const MIGRATIONS_DIR = path.join("server", "adapters", "postgres", "migrations");

const FILE = /^(\d{4})_[a-z0-9_]+\.sql$/;
const BREAK = "--> statement-breakpoint";

/**
 * The migrations of this program in order. They lie beside the sources, and in the standalone build at the same place: `next.config.js`
 * names them, because tracing a folder would take the whole project along.
 */
export async function loadMigrations(
  folder = path.join(process.cwd(), MIGRATIONS_DIR),
): Promise<readonly Migration[]> {
  const files = (await readdir(/* turbopackIgnore: true */ folder))
    .filter((file) => file.endsWith(".sql"))
    .sort();
  return Promise.all(
    files.map(async (file, at) => {
      const version = Number(FILE.exec(file)?.[1]);
      if (version !== at + 1) throw new Error(`${file}: migrations are numbered from 0001 on`);
      const text = await readFile(
        /* turbopackIgnore: true */ path.join(/* turbopackIgnore: true */ folder, file),
        "utf8",
      );
      return { version, name: path.basename(file, ".sql"), statements: text.split(BREAK) };
    }),
  );
}

const applied = heddle.table("migrations", {
  version: integer("version").primaryKey(),
  name: text("name").notNull(),
});

// Any number that no other program takes for its own lock in a shared database.
const LOCK = sql.raw("7237121463092157");

class Newer extends Error {
  constructor(
    readonly found: number,
    readonly known: number,
  ) {
    super("newer");
  }
}

async function versionOf(db: Database): Promise<number> {
  const [last] = await db
    .select({ version: sql<number>`coalesce(max(${applied.version}), 0)`.mapWith(Number) })
    .from(applied);
  return last?.version ?? 0;
}

/** `CREATE SCHEMA IF NOT EXISTS` asks for the right to create even where there is nothing to create. */
const ENSURE_SCHEMA = `DO $$ BEGIN
  IF to_regnamespace('heddle') IS NULL THEN CREATE SCHEMA heddle; END IF;
END $$`;
const ENSURE_TABLE = `CREATE TABLE IF NOT EXISTS heddle.migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/**
 * Brings the schema to the newest of `migrations`, all in one transaction under one lock: of two processes that start at once the
 * second waits and then finds nothing to do, and a failure leaves the database as it was.
 *
 * @returns how many were applied; `newer-database` when a later program has been here
 */
export async function migrate(
  db: Database,
  migrations: readonly Migration[],
  where: string,
): Promise<Result<number, StoreError>> {
  const known = migrations.length;
  let running = "0000_preparation";
  try {
    const count = await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
      await tx.execute(sql.raw(ENSURE_SCHEMA));
      await tx.execute(sql.raw(ENSURE_TABLE));
      const found = await versionOf(tx);
      if (found > known) throw new Newer(found, known);
      for (const { version, name, statements } of migrations.slice(found)) {
        running = name;
        for (const statement of statements) await tx.execute(sql.raw(statement));
        await tx.insert(applied).values({ version, name });
      }
      return known - found;
    });
    return ok(count);
  } catch (error) {
    if (error instanceof Newer) {
      return err({ code: "newer-database", found: error.found, known: error.known });
    }
    return err(migrationError(error, running, where));
  }
}

function migrationError(error: unknown, migration: string, where: string): StoreError {
  const driver = driverErrorOf(error);
  if (isFull(driver)) return { code: "disk-full", where };
  if (isLost(driver)) return { code: "unreachable", server: where, detail: driver.message };
  // insufficient_privilege
  if (driver.code === "42501") return { code: "no-rights", server: where, detail: driver.message };
  return { code: "migration-failed", migration, detail: driver.message };
}
