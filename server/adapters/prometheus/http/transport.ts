import "server-only";
import { readFile } from "node:fs/promises";
import { Agent, type Dispatcher, request } from "undici";
import type { Clock } from "@/server/ports/clock";
import type { Endpoint, PrometheusOptions } from "../options";

/** Connections to the source; Prometheus evaluates 20 queries at once by default. */
const CONNECTIONS = 8;

export type Answer = {
  readonly status: number;
  /** In a buffer of its own, which can be handed to another thread. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Names, in lower case. */
  readonly headers: ReadonlySet<string>;
};

export type Call = {
  readonly path: string;
  /** Form to post; `null` for a GET. */
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
};
export type Progress = { received: number | null };
export type Limits = {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

/** Headers of a query and the texts that no error may contain; the token file is read anew. */
export async function credentialsOf({ headers, secrets, bearerTokenFile }: Endpoint) {
  if (bearerTokenFile === null) return { headers, secrets };
  const token = (await readFile(bearerTokenFile, "utf8")).trim();
  return {
    headers: { ...headers, authorization: `Bearer ${token}` },
    secrets: [token, ...secrets].filter((s) => s !== ""),
  };
}

/** Sends and reads the whole body. Rejects with the cause; `progress` says how far it came. */
export async function send(
  agent: Dispatcher,
  base: string,
  { path, body, headers }: Call,
  { maxBytes, signal, progress }: Limits,
): Promise<Answer> {
  const answer = await request(`${base}${path}`, {
    method: body === null ? "GET" : "POST",
    dispatcher: agent,
    signal,
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      ...(body === null ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      ...headers,
    },
    body,
  });
  progress.received = 0;
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) {
    // The body of undici yields Buffers unless an encoding is set, which it is not.
    const bytes = chunk as Uint8Array;
    progress.received += bytes.byteLength;
    if (progress.received > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return {
    status: answer.statusCode,
    body: joined(chunks, progress.received),
    headers: new Set(Object.keys(answer.headers)),
  };
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

/** A signal that aborts with the caller's or when the time is up, whichever is first. */
export function startTimer(clock: Clock, ms: number, outer: AbortSignal) {
  const done = new AbortController();
  const limit = new AbortController();
  let late = false;
  void clock.sleep(ms, AbortSignal.any([done.signal, outer])).then(() => {
    if (done.signal.aborted || outer.aborted) return;
    late = true;
    limit.abort();
  });
  return {
    signal: AbortSignal.any([limit.signal, outer]),
    expired: () => late,
    stop: () => done.abort(),
  };
}

/** Connections with the authorities and the client certificate of the options. */
export function agentOf(options: PrometheusOptions, endpoint: Endpoint): Agent {
  return new Agent({
    connections: CONNECTIONS,
    // One clock governs time: the timer above.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: 0,
      rejectUnauthorized: options.insecureSkipVerify !== true,
      ...(endpoint.ca === null ? {} : { ca: endpoint.ca }),
      ...(options.cert === undefined ? {} : { cert: options.cert }),
      ...(options.key === undefined ? {} : { key: options.key }),
    },
  });
}
