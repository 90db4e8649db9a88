import "server-only";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { storeText } from "@/lib/messages/store";
import { err, ok, type Result } from "@/lib/result";
import type { Connection, Database } from "@/server/adapters/postgres/connection";
import { loadMigrations, migrate } from "@/server/adapters/postgres/migrate";
import type { StoreError } from "@/server/adapters/postgres/store-error";
import {
  type DriverError,
  driverErrorOf,
  faultOf,
  isLost,
  StoreFault,
} from "@/server/adapters/postgres/store-fault";

/** The server a URL names, for sentences: everything but the password. */
type Target = { readonly server: string; readonly user: string; readonly database: string };

const CONNECT_MS = 5_000;
/** Longest wait for one answer. Everything asked here takes milliseconds; a server that hangs must not hold a driver for ever. */
const QUERY_MS = 30_000;
const POOL_SIZE = 5;

function targetOf(url: string): Result<Target, StoreError> {
  try {
    // Reads the URL as the pool will, certificates included, and connects to nothing.
    const { host, port, user = "", database = "" } = new pg.Client({ connectionString: url });
    const server = host.startsWith("/") ? host : `${host}:${port}`;
    return ok({ server, user, database });
  } catch (error) {
    return err({ code: "url-invalid", detail: driverErrorOf(error).message });
  }
}

const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)|_(SIGNATURE|CERT|ISSUER)/;
const TLS_WORDS = /SSL connection|SSL\/TLS|no encryption|SSL off/i;

function connectError(driver: DriverError, { server, user, database }: Target): StoreError {
  const { code, message: detail } = driver;
  if (code === "3D000") return { code: "no-database", server, database };
  if (TLS.test(code ?? "") || TLS_WORDS.test(detail)) return { code: "tls-failed", server, detail };
  // invalid_password, invalid_authorization_specification; and a server that wants a password where the URL has none.
  if (code === "28P01" || code === "28000" || detail.startsWith("SASL")) {
    return { code: "wrong-password", server, user, detail };
  }
  if (code === "42501") return { code: "no-rights", server, detail };
  return { code: "unreachable", server, detail: isLost(driver) ? (code ?? detail) : detail };
}

/**
 * Connects by URL. A connection that the server drops is replaced with the next question; a question that was under way rejects,
 * because nobody knows whether it was taken.
 */
export async function openServer(url: string): Promise<Result<Connection, StoreError>> {
  const target = targetOf(url);
  if (!target.ok) return target;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "heddle",
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
  });
  // Idle connections fail when the server restarts. Without a listener that would end the process; the pool replaces them.
  pool.on("error", () => undefined);
  const refuse = async (error: StoreError) => {
    await pool.end();
    return err(error);
  };
  try {
    (await pool.connect()).release();
  } catch (error) {
    return refuse(connectError(driverErrorOf(error), target.value));
  }
  const db: Database = drizzle({ client: pool });
  const migrated = await migrate(db, await loadMigrations(), target.value.server);
  return migrated.ok ? ok(connectionOf(pool, db)) : refuse(migrated.error);
}

function connectionOf(pool: pg.Pool, db: Database): Connection {
  let closing: Promise<void> | null = null;
  const use: Connection["use"] = async (work) => {
    if (closing !== null) throw new StoreFault("closed", storeText.fault.closed);
    try {
      return await work(db);
    } catch (error) {
      throw faultOf(error);
    }
  };
  return {
    use,
    read: (_empty, work) => use(work),
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}
