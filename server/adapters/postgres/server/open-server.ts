import "server-only";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { storeText } from "@/lib/messages/server/store";
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
  // Connections fail when the server restarts: idle ones, and those in the middle of a transaction. Without a listener on both that
  // would end the process. Whoever asks next is told, and the pool replaces them.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const refuse = async (error: StoreError) => {
    await pool.end();
    return err(error);
  };
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    return refuse(connectError(driverErrorOf(error), target.value));
  }
  const migrated = await migrate(drizzle({ client }), await loadMigrations(), target.value.server);
  client.release(!migrated.ok);
  return migrated.ok ? ok(connectionOf(pool)) : refuse(migrated.error);
}

function connectionOf(pool: pg.Pool): Connection {
  let closing: Promise<void> | null = null;
  const use: Connection["use"] = async (work) => {
    if (closing !== null) throw new StoreFault("closed", storeText.fault.closed);
    try {
      return await withClient(pool, work);
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

/**
 * Lends a connection for one piece of work, and throws it away when it was lost on the way. Given the pool itself, Drizzle would keep
 * the connection for ever whose `begin` fails.
 */
async function withClient<T>(pool: pg.Pool, work: (db: Database) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let lost = false;
  try {
    return await work(drizzle({ client }));
  } catch (error) {
    lost = isLost(driverErrorOf(error));
    throw error;
  } finally {
    client.release(lost);
  }
}
