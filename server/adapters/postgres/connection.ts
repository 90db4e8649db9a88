import "server-only";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/** What both drivers offer. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** A way to the database, whatever stands behind it. Rejections are always `StoreFault`. */
export type Connection = {
  /** Runs `work`; what it read or wrote is settled when this resolves, and on disk where it was written. */
  use<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** As `use`, for work that only reads: `empty` where nothing was ever stored, without opening a database for it. */
  read<T>(empty: T, work: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};
