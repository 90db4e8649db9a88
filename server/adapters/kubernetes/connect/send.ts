import "server-only";
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
  /** Makes it a POST. */
  readonly body: string | null;
  /** Silence after which the other side counts as gone. */
  readonly idleMs: number;
};

/** A success whose body is still to be read; the reader tells the watchdog what it hears, and stops it. */
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

/** Requests with fresh credentials; a login that the server refuses is renewed once. */
export function createSend(
  server: URL,
  credentials: Credentials,
  transport: Transport,
  clock: Clock,
): Send {
  const base = server.pathname.replace(/\/$/, "");

  const dispatch = (call: Call, login: Login, watchdog: Watchdog) =>
    transport.dispatcher(call.lane, login.tls).request({
      origin: server.origin,
      path: base + call.path,
      method: call.body === null ? "GET" : "POST",
      headers: { "user-agent": "heddle", ...call.headers, ...login.headers },
      body: call.body,
      signal: watchdog.signal,
    });

  const refusal = async (sent: Sent): Promise<ApiFailure> => {
    const { response, watchdog } = sent;
    const retry = retryAfterMs(headerOf(response, "retry-after"), clock.now());
    const text = await textOfBody(sent).catch(() => "");
    watchdog.stop();
    return failureOfResponse(response.statusCode, text, retry);
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
      const sent = { response, watchdog };
      return response.statusCode < 400 ? ok(sent) : err(await refusal(sent));
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
    if (sent.ok || sent.error.code !== "unauthorized") return sent;
    credentials.refused(login.value);
    return again ? send(call, signal, false) : sent;
  };

  return (call, signal) => send(call, signal, true);
}
