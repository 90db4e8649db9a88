import "server-only";
import { err, ok, type Result } from "@/lib/result";
import type { ApiFailure } from "./failure";
import { isRecord, type JsonObject } from "./json";
import { readLines } from "./lines";
import { failureOf, headerOf, type Send, type Sent, textOfBody } from "./send";

export type JsonAnswer = { readonly body: JsonObject; readonly etag: string | null };

/** Lines as they come. Ends with `null` when the server ended the stream at a line's end, else with what broke it. */
export type LineStream = AsyncGenerator<string, ApiFailure | null, undefined>;

export type JsonRequest = {
  /** Below the server's URL, with query: `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly accept?: string;
  /** Answers `null` when the content still has this tag. */
  readonly etag?: string | null;
  /** Makes it a POST. */
  readonly post?: JsonObject;
};

/** The Kubernetes API over HTTP: requests, answers as values, credentials kept fresh. Nothing above it sees a status code. */
export type Rest = {
  /** For people: without user info. */
  readonly url: string;
  json(request: JsonRequest, signal: AbortSignal): Promise<Result<JsonAnswer | null, ApiFailure>>;
  /** @param idleMs silence after which the stream counts as dead */
  lines(
    request: { readonly path: string; readonly accept: string; readonly idleMs: number },
    signal: AbortSignal,
  ): Promise<Result<LineStream, ApiFailure>>;
  close(): Promise<void>;
};

/** A server that says nothing for this long has lost the request. */
export const REQUEST_IDLE_MS = 30_000;

function parseObject(text: string): Result<JsonObject, ApiFailure> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return ok(value);
  } catch {
    // The error's text quotes the body, which may be a Secret.
  }
  return err({ code: "bad-answer", detail: "the answer is no JSON object" });
}

const headersOf = ({ accept, etag, post }: JsonRequest): Readonly<Record<string, string>> => ({
  accept: accept ?? "application/json",
  ...(etag ? { "if-none-match": etag } : {}),
  ...(post ? { "content-type": "application/json" } : {}),
});

/** Reports every chunk, so that silence can be told from slowness. */
async function* listen({ response, watchdog }: Sent) {
  for await (const chunk of response.body) {
    watchdog.heard();
    yield chunk;
  }
}

async function* stream(sent: Sent, idleMs: number, signal: AbortSignal): LineStream {
  try {
    const end = yield* readLines(listen(sent));
    return end.rest === "" ? null : { code: "bad-answer", detail: "the stream ended in a line" };
  } catch (e) {
    if (e instanceof RangeError) return { code: "bad-answer", detail: "a line without end" };
    return failureOf(e, idleMs, sent.watchdog, signal);
  } finally {
    sent.watchdog.stop();
  }
}

async function answerOf(sent: Sent, signal: AbortSignal) {
  const { response, watchdog } = sent;
  try {
    const text = await textOfBody(sent);
    if (response.statusCode === 304) return ok(null);
    const parsed = parseObject(text);
    return parsed.ok ? ok({ body: parsed.value, etag: headerOf(response, "etag") }) : parsed;
  } catch (e) {
    return err(failureOf(e, REQUEST_IDLE_MS, watchdog, signal));
  } finally {
    watchdog.stop();
  }
}

export function createRest(server: URL, send: Send, close: () => Promise<void>): Rest {
  return {
    url: `${server.origin}${server.pathname.replace(/\/$/, "")}`,
    async json(request, signal) {
      const body = request.post ? JSON.stringify(request.post) : null;
      const { path } = request;
      const headers = headersOf(request);
      const call = { lane: "requests", path, headers, body, idleMs: REQUEST_IDLE_MS } as const;
      const sent = await send(call, signal);
      return sent.ok ? answerOf(sent.value, signal) : sent;
    },
    async lines({ path, accept, idleMs }, signal) {
      const call = { lane: "watches", path, headers: { accept }, body: null, idleMs } as const;
      const sent = await send(call, signal);
      return sent.ok ? ok(stream(sent.value, idleMs, signal)) : sent;
    },
    close,
  };
}
