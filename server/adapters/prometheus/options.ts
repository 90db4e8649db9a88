import "server-only";
import { readFileSync } from "node:fs";
import type { Clock } from "@/server/ports/clock";

export type PrometheusOptions = {
  /** Base address with the path prefix of the API, such as `https://mimir.example/prometheus`. `user:password@` becomes basic authentication. */
  readonly url: string;
  readonly clock: Clock;
  /** Sent with every query: `X-Scope-OrgID`, an API key. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearerToken?: string;
  /** Read for every query, since mounted tokens rotate. */
  readonly bearerTokenFile?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
  readonly caFile?: string;
  /** PEM of a client certificate. */
  readonly cert?: string;
  readonly key?: string;
  readonly insecureSkipVerify?: boolean;
  /** For one query, default 10 s; also told to the server, so that it stops as well. */
  readonly timeoutMs?: number;
  /** Default 256 MB. */
  readonly maxBodyBytes?: number;
  /** Whether cluster labels belong to an edge; otherwise known from the probe. */
  readonly severalClusters?: boolean;
};

export type Endpoint = {
  /** Where paths are appended: no trailing slash, no credentials. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bearerTokenFile: string | null;
  readonly ca: string | null;
  /** Texts that no error may contain. */
  readonly secrets: readonly string[];
};

/** Headers whose value is no secret. */
const OPEN_HEADERS = new Set(["x-scope-orgid", "thanos-tenant", "accept", "user-agent"]);

/**
 * Splits the address from the credentials in it.
 *
 * @throws TypeError when the URL is none or not of HTTP, Error when `caFile` cannot be read; neither repeats the credentials
 */
export function endpointOf(options: PrometheusOptions): Endpoint {
  const url = URL.canParse(options.url) ? new URL(options.url) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError("The address of Prometheus is no http or https URL");
  }
  const basic =
    options.basic ??
    (url.username === ""
      ? null
      : {
          username: decodeURIComponent(url.username),
          password: decodeURIComponent(url.password),
        });
  const authorization = authorizationOf(basic, options.bearerToken);
  const headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([k, v]) => [k.toLowerCase(), v]),
  );
  const all = { ...(authorization === null ? {} : { authorization }), ...headers };
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    headers: all,
    bearerTokenFile: options.bearerTokenFile ?? null,
    ca: options.caFile === undefined ? (options.ca ?? null) : readFileSync(options.caFile, "utf8"),
    secrets: secretsOf(all, basic?.password ?? "", url.password),
  };
}

function authorizationOf(
  basic: { readonly username: string; readonly password: string } | null,
  bearer: string | undefined,
): string | null {
  if (bearer !== undefined) return `Bearer ${bearer}`;
  if (basic === null) return null;
  return `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString("base64")}`;
}

function secretsOf(headers: Readonly<Record<string, string>>, ...more: string[]): string[] {
  const values = Object.entries(headers)
    .filter(([name]) => !OPEN_HEADERS.has(name))
    .flatMap(([, value]) => [value, value.replace(/^(Bearer|Basic)\s+/i, "")]);
  return [...values, ...more].filter((s) => s !== "").sort((a, b) => b.length - a.length);
}
