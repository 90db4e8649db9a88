import "server-only";
import type { Agent } from "undici";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { MetricsError } from "@/server/ports/metrics";
import type { Columns, Parsed, Shape } from "../answers/parse-answer.mjs";
import { parseAnswer } from "../answers/parse-answer.mjs";
import type { ParsePool } from "../answers/parse-pool";
import { type Endpoint, endpointOf, type PrometheusOptions } from "../options";
import { answerFailure, connectionFailure, type Origin, statusFailure } from "./classify-failure";
import { type Answer, agentOf, credentialsOf, type Progress, send, startTimer } from "./transport";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BODY_BYTES = 256 * 1024 * 1024;

export type PrometheusClient = {
  /** Asks `path` (such as `/api/v1/query`) with form parameters and reads the answer by `shape`. Never rejects. */
  query(
    path: string,
    form: Readonly<Record<string, string>>,
    shape: Shape,
    signal: AbortSignal,
  ): Promise<Result<Columns, MetricsError>>;
  /** A small JSON document and the headers it came with; `null` for anything but a 2xx answer with JSON. */
  document(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly body: unknown; readonly headers: ReadonlySet<string> } | null>;
  /** The address without credentials. */
  readonly url: string;
  /** Queries sent so far. */
  sent(): number;
  readonly timeoutMs: number;
  close(): Promise<void>;
};

/** HTTP to one metrics source: credentials, TLS, time and size limits, and every failure classified. */
export function createPrometheusClient(
  options: PrometheusOptions,
  pool: ParsePool,
): PrometheusClient {
  const endpoint = endpointOf(options);
  const line: Line = {
    clock: options.clock,
    endpoint,
    agent: agentOf(options, endpoint),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
  };
  let sent = 0;

  return {
    url: endpoint.base,
    timeoutMs: line.timeoutMs,
    sent: () => sent,
    async query(path, form, shape, signal) {
      sent++;
      const body = new URLSearchParams(form).toString();
      return exchange(line, { path, body }, signal, async (answer, origin, limit) => {
        if (!isSuccess(answer)) {
          return err(statusFailure(answer.status, parseAnswer(answer.body, shape), origin));
        }
        const parsed: Parsed = await pool.parse(answer.body, shape, limit);
        if (parsed.kind === "columns") return ok(parsed.columns);
        return err(answerFailure(parsed, answer.status, origin));
      });
    },
    async document(path, signal) {
      const read = await exchange(line, { path, body: null }, signal, async (answer, origin) => {
        const body = isSuccess(answer) ? jsonOf(answer.body) : null;
        if (body !== null) return ok({ body, headers: answer.headers });
        return err({ code: "bad-answer", url: origin.url, detail: "no JSON" });
      });
      return read.ok ? read.value : null;
    },
    close: () => line.agent.close(),
  };
}

type Line = {
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly maxBytes: number;
};

/** One request and what is made of its answer, both within the time limit. */
async function exchange<T>(
  { clock, endpoint, agent, timeoutMs, maxBytes }: Line,
  call: { readonly path: string; readonly body: string | null },
  signal: AbortSignal,
  use: (answer: Answer, origin: Origin, signal: AbortSignal) => Promise<Result<T, MetricsError>>,
): Promise<Result<T, MetricsError>> {
  const timer = startTimer(clock, timeoutMs, signal);
  const progress: Progress = { received: null };
  const { base: url } = endpoint;
  let origin: Origin = { url, timeoutMs, secrets: endpoint.secrets };
  const interrupted = (): MetricsError | null => {
    if (timer.expired()) return { code: "timeout", url, afterMs: timeoutMs };
    return signal.aborted ? { code: "unreachable", url, detail: "aborted" } : null;
  };
  try {
    const { headers, secrets } = await credentialsOf(endpoint);
    origin = { ...origin, secrets };
    const limits = { maxBytes, signal: timer.signal, progress };
    const answer = await send(agent, url, { ...call, headers }, limits);
    const result = await use(answer, origin, timer.signal);
    const stop = interrupted();
    return stop === null ? result : err(stop);
  } catch (cause) {
    return err(interrupted() ?? connectionFailure(cause, progress.received, origin));
  } finally {
    timer.stop();
  }
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status <= 299;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
