import { sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "./connection";
import { loadMigrations, type Migration, migrate } from "./migrate";
import * as schema from "./schema";
import { describeStoreError } from "./store-error";
import { openMemory } from "./testing/memory-store";

const { heddle: _schema, ...TABLES } = schema;

let memory: Awaited<ReturnType<typeof openMemory>>;
beforeAll(async () => {
  memory = await openMemory();
}, 120_000);
afterAll(() => memory.close());

async function empty(): Promise<Database> {
  await memory.db.execute("drop schema if exists heddle cascade");
  return memory.db;
}

/** Rows of a query as lines of text; the catalogue is asked without Drizzle's schema, which is under test. */
async function lines(db: Database, query: string): Promise<readonly string[]> {
  const rows = await db
    .select({ line: sql<string>`line` })
    .from(sql.raw(`(${query}) as found(line)`));
  return rows.map((row) => row.line);
}

const COLUMNS = `
  select table_name || '.' || column_name || ' ' || data_type
    || case is_nullable when 'NO' then ' not null' else '' end
  from information_schema.columns where table_schema = 'heddle' and table_name <> 'migrations'`;
const INDEXES = `
  select indexdef from pg_indexes
  where schemaname = 'heddle' and indexname not like '%\\_pkey'`;
const KEYS = `
  select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
  where connamespace = 'heddle'::regnamespace and contype in ('p', 'f')
    and conrelid <> 'heddle.migrations'::regclass`;

const columnsOf = (table: PgTable): readonly string[] => {
  const { name, columns } = getTableConfig(table);
  return columns.map((c) => `${name}.${c.name} ${c.getSQLType()}${c.notNull ? " not null" : ""}`);
};

function keysOf(table: PgTable): readonly string[] {
  const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
  const single = columns.filter((c) => c.primary).map((c) => c.name);
  const primary = primaryKeys[0]?.columns.map((c) => c.name) ?? single;
  const foreign = foreignKeys.map((key) => {
    const { columns: from, foreignColumns: to, foreignTable } = key.reference();
    const target = getTableConfig(foreignTable).name;
    return `heddle.${name} FOREIGN KEY (${from[0]?.name}) REFERENCES heddle.${target}(${to[0]?.name})`;
  });
  return [`heddle.${name} PRIMARY KEY (${primary.join(", ")})`, ...foreign];
}

/** `name (column, column DESC)` of what Drizzle says, and of what the database says. */
function indexesOf(table: PgTable): readonly string[] {
  return getTableConfig(table).indexes.map(({ config }) => {
    const columns = config.columns.map((column) => {
      if (!("name" in column)) throw new Error("an index on an expression is compared by nobody");
      return column.indexConfig?.order === "desc" ? `${column.name} DESC` : column.name;
    });
    return `${config.name} (${columns.join(", ")})`;
  });
}
const shortIndex = (definition: string) =>
  definition
    .replace(/^CREATE INDEX (\w+) ON \S+ USING btree/, "$1")
    .replaceAll(' COLLATE "C"', "")
    .replaceAll(" NULLS LAST", "");

const step = (version: number, ...statements: string[]): Migration => ({
  version,
  name: `000${version}_step`,
  statements,
});

const tablesOf = (db: Database) =>
  lines(db, `select tablename from pg_tables where schemaname = 'heddle'`);

describe("migrations", () => {
  it("make what the Drizzle schema says: columns, keys and indexes", async () => {
    const db = await empty();
    expect(await migrate(db, await loadMigrations(), "memory")).toMatchObject({ ok: true });
    const tables = Object.values(TABLES);
    const sorted = (texts: readonly string[]) => [...texts].sort();
    expect(sorted(await lines(db, COLUMNS))).toEqual(sorted(tables.flatMap(columnsOf)));
    expect(sorted(await lines(db, KEYS))).toEqual(sorted(tables.flatMap(keysOf)));
    expect(sorted((await lines(db, INDEXES)).map(shortIndex))).toEqual(
      sorted(tables.flatMap(indexesOf)),
    );
  });

  it("are applied once, and only those that are new", async () => {
    const db = await empty();
    const first = step(1, "create table heddle.a (x int)");
    const second = step(2, "create table heddle.b (x int)", "create table heddle.c (x int)");
    expect(await migrate(db, [first], "memory")).toEqual({ ok: true, value: 1 });
    expect(await migrate(db, [first], "memory")).toEqual({ ok: true, value: 0 });
    expect(await migrate(db, [first, second], "memory")).toEqual({ ok: true, value: 1 });
    expect([...(await tablesOf(db))].sort()).toEqual(["a", "b", "c", "migrations"]);
  });

  it("that fail leave nothing behind, not even those before them", async () => {
    const db = await empty();
    const bad = step(2, "create table heddle.b (x int)", "select 1 / 0");
    const failed = await migrate(db, [step(1, "create table heddle.a (x int)"), bad], "memory");
    if (failed.ok) throw new Error("it was accepted");
    expect(describeStoreError(failed.error)).toBe(
      "migration 0002_step failed and was taken back whole (division by zero). The database stands as it was.",
    );
    expect(await tablesOf(db)).toEqual([]);
  });

  it("refuse a database that a newer program has been at, and leave it alone", async () => {
    const db = await empty();
    const known = [step(1, "create table heddle.a (x int)")];
    await migrate(db, [...known, step(2, "create table heddle.b (x int)")], "memory");
    const refused = await migrate(db, known, "memory");
    if (refused.ok) throw new Error("it was accepted");
    expect(describeStoreError(refused.error)).toBe(
      "the database is at version 2; this program knows versions up to 1. Start the newer version of Heddle, or name another store by HEDDLE_DATA_DIR or DATABASE_URL.",
    );
    expect([...(await tablesOf(db))].sort()).toEqual(["a", "b", "migrations"]);
  });
});
