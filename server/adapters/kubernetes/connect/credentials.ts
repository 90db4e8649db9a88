import "server-only";
import type { RequestOptions } from "node:https";
import { basename } from "node:path";
import { textAt } from "@/lib/mesh/model/raw/value";
import type { KubeconfigError } from "@/lib/mesh/offline/cluster-read";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { ApiFailure } from "./failure";
import { isRecord } from "./json";
import type { Connection } from "./kubeconfig";

/** What TLS needs; the parts are what the kubeconfig, its files or an exec plugin gave. */
export type TlsMaterial = {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
};

export type Login = {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tls: TlsMaterial;
};

export type Credentials = {
  /** Headers and TLS material for the next request; kept for a minute, so that files that rotate are read again. */
  current(): Promise<Result<Login, ApiFailure>>;
  /** The server refused them: the next call reads the kubeconfig again and runs an exec plugin again. */
  refused(login: Login): void;
};

/** As client-go: a token file is read again after a minute (`transport.NewCachedFileTokenSource`). */
const KEPT_MS = 60_000;
const PLUGIN_TIMEOUT_MS = 60_000;
/** Every kind of object is watched by itself and tries again by itself: a plugin that fails is not run for each of them. */
const FAILURE_KEPT_MS = 5_000;

const AUTHORIZATION = "authorization";

type NodeOptions = RequestOptions & { readonly auth?: string | null };

const bytes = (value: unknown): string | Buffer | undefined =>
  typeof value === "string" || Buffer.isBuffer(value) ? value : undefined;

function loginOf(options: NodeOptions, connection: Connection): Login {
  const headers: Record<string, string | string[]> = { ...connection.impersonation };
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (typeof value === "string") headers[name.toLowerCase()] = value.trim();
  }
  if (options.auth) {
    headers[AUTHORIZATION] = `Basic ${Buffer.from(options.auth).toString("base64")}`;
  }
  const ca = bytes(options.ca);
  const cert = bytes(options.cert);
  const key = bytes(options.key);
  const tls: TlsMaterial = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(options.servername ? { servername: options.servername } : {}),
    ...(options.rejectUnauthorized === undefined
      ? {}
      : { rejectUnauthorized: options.rejectUnauthorized }),
  };
  return { headers, tls };
}

/** The plugin and the system's code: the text of a plugin's error is its stderr and may hold anything. */
const causeOf = (error: unknown, { config }: Connection): string => {
  const code = isRecord(error) ? textAt(error, "code") : null;
  const exec: unknown = config.getCurrentUser()?.exec;
  const command = isRecord(exec) ? textAt(exec, "command") : null;
  const from = command === null ? "" : ` from ${basename(command)}`;
  return `credentials could not be had${from}${code ? `: ${code}` : ""}`;
};

async function ask(connection: Connection): Promise<Result<Login, ApiFailure>> {
  const options: NodeOptions = {};
  try {
    await connection.config.applyToHTTPSOptions(options);
    return ok(loginOf(options, connection));
  } catch (e) {
    return err({ code: "unauthorized", detail: causeOf(e, connection) });
  }
}

/**
 * Keeps the login of one connection fresh.
 *
 * @param reload reads the kubeconfig anew; used after a refusal. When that fails, the former connection stays in use
 */
export function createCredentials(
  initial: Connection,
  reload: () => Result<Connection, KubeconfigError>,
  clock: Clock,
): Credentials {
  let connection = initial;
  let kept: { readonly login: Login; readonly until: number } | null = null;
  let running: Promise<Result<Login, ApiFailure>> | null = null;
  let failed: { readonly failure: ApiFailure; readonly at: number } | null = null;
  let stale = false;

  const renew = async (): Promise<Result<Login, ApiFailure>> => {
    if (stale) {
      const again = reload();
      // The server of a connection is fixed for its life; a kubeconfig that now names another is for the next start.
      if (again.ok && again.value.server.href === initial.server.href) connection = again.value;
      stale = false;
    }
    const stop = new AbortController();
    const login = await Promise.race([
      ask(connection),
      clock
        .sleep(PLUGIN_TIMEOUT_MS, stop.signal)
        .then(() => err({ code: "timeout" as const, afterMs: PLUGIN_TIMEOUT_MS })),
    ]);
    stop.abort();
    failed = login.ok ? null : { failure: login.error, at: clock.now() };
    if (login.ok) kept = { login: login.value, until: clock.now() + KEPT_MS };
    return login;
  };

  return {
    async current() {
      if (kept && clock.now() < kept.until) return ok(kept.login);
      const since = failed === null ? Number.POSITIVE_INFINITY : clock.now() - failed.at;
      if (failed !== null && since >= 0 && since < FAILURE_KEPT_MS) return err(failed.failure);
      // One renewal serves all who wait: a plugin may open a browser or cost seconds.
      running ??= renew().finally(() => {
        running = null;
      });
      return running;
    },
    refused(login) {
      if (kept?.login !== login) return;
      kept = null;
      stale = true;
    },
  };
}
