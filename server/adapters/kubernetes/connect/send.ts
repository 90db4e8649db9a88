import "server-only";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { Credentials, Login } from "./credentials";
import { type ApiFailure, failureOfResponse, failureOfThrown, retryAfterMs } from "./failure";
import type { Lane, Transport } from "./transport";
import { createWatchdog, type Watchdog } from "./watchdog";

export type Call = {
  readonly lane: Lane;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `POST` where there is a body, else `GET`, when it is not said. */
  readonly method?: "PATCH" | "DELETE";
  readonly body: string | null;
  /** Told once, before the first byte of the body goes out. If it never is, the server has seen nothing of the request. */
  readonly onBody?: () => void;
  /** Silence after which the other side counts as gone. */
  readonly idleMs: number;
};

/** An answer whose body is still to be read; the reader tells the watchdog what it hears, and stops it. */
export type Sent = {
  readonly response: Dispatcher.ResponseData;
  readonly watchdog: Watchdog;
};

export type Send = (call: Call, signal: AbortSignal) => Promise<Result<Sent, ApiFailure>>;

export const headerOf = (response: Dispatcher.ResponseData, name: string): string | null => {
  const value = response.headers[name];
  return typeof value === "string" ? value : null;
};

export async function textOfBody({ response, watchdog }: Sent): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) {
    watchdog.heard();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What was thrown while a call was under way. */
export function failureOf(
  thrown: unknown,
  idleMs: number,
  watchdog: Watchdog,
  signal: AbortSignal,
): ApiFailure {
  if (watchdog.timedOut()) return { code: "timeout", afterMs: idleMs };
  return failureOfThrown(thrown, signal);
}

/** The connection asks for the first piece only when it is open and about to send. */
function* tellingBody(body: Buffer, onBody: () => void): Generator<Buffer> {
  onBody();
  yield body;
}

function bodyOf({ body, onBody }: Call) {
  if (body === null || !onBody) return { body, headers: {} };
  const bytes = Buffer.from(body);
  const length = { "content-length": String(bytes.byteLength) };
  return { body: Readable.from(tellingBody(bytes, onBody)), headers: length };
}

/**
 * Requests with fresh credentials, answers whatever their status; a login that the server refuses is renewed once, since a request that
 * was not let in has done nothing.
 */
export function createExchange(
  server: URL,
  credentials: Credentials,
  transport: Transport,
  clock: Clock,
): Send {
  const base = server.pathname.replace(/\/$/, "");

  const dispatch = (call: Call, login: Login, watchdog: Watchdog) => {
    const { body, headers } = bodyOf(call);
    return transport.dispatcher(call.lane, login.tls).request({
      origin: server.origin,
      path: base + call.path,
      method: call.method ?? (call.body === null ? "GET" : "POST"),
      headers: { "user-agent": "heddle", ...call.headers, ...headers, ...login.headers },
      body,
      signal: watchdog.signal,
    });
  };

  const attempt = async (
    call: Call,
    login: Login,
    signal: AbortSignal,
  ): Promise<Result<Sent, ApiFailure>> => {
    const watchdog = createWatchdog(clock, call.idleMs, signal);
    try {
      const response = await dispatch(call, login, watchdog);
      watchdog.heard();
      return ok({ response, watchdog });
    } catch (e) {
      watchdog.stop();
      return err(failureOf(e, call.idleMs, watchdog, signal));
    }
  };

  const send = async (
    call: Call,
    signal: AbortSignal,
    again: boolean,
  ): Promise<Result<Sent, ApiFailure>> => {
    if (signal.aborted) return err({ code: "aborted" });
    const login = await credentials.current();
    if (!login.ok) return login;
    const sent = await attempt(call, login.value, signal);
    if (!sent.ok || sent.value.response.statusCode !== 401) return sent;
    credentials.refused(login.value);
    if (!again) return sent;
    await textOfBody(sent.value).catch(() => "");
    sent.value.watchdog.stop();
    return send(call, signal, false);
  };

  return (call, signal) => send(call, signal, true);
}

/** The answers of an exchange, those that are no success as failures. */
export function createSend(exchange: Send, clock: Clock): Send {
  return async (call, signal) => {
    const sent = await exchange(call, signal);
    if (!sent.ok || sent.value.response.statusCode < 400) return sent;
    const { response, watchdog } = sent.value;
    const retry = retryAfterMs(headerOf(response, "retry-after"), clock.now());
    const text = await textOfBody(sent.value).catch(() => "");
    watchdog.stop();
    return err(failureOfResponse(response.statusCode, text, retry));
  };
}
