import "server-only";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import { type ApiFailure, retryAfterMs } from "../connect/failure";
import { isRecord, type JsonObject } from "../connect/json";
import { REQUEST_IDLE_MS } from "../connect/rest";
import { failureOf, headerOf, type Send, textOfBody } from "../connect/send";
import { parseWarnings } from "./warnings";

export type ApiCall = {
  readonly method: "PATCH" | "DELETE";
  readonly path: string;
  readonly contentType: string;
  readonly body: JsonObject;
};

/** What the API server said, success or not. */
export type ApiAnswer = {
  readonly status: number;
  /** Empty when it was no JSON object, as from a proxy in between. */
  readonly body: JsonObject;
  readonly warnings: readonly string[];
  readonly retryAfterMs: number | null;
};

/** No answer, or none that can be read. */
export type NoAnswer = {
  /** Whether the server may have seen the request. */
  readonly sent: boolean;
  readonly failure: ApiFailure;
};

function parse(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** An apply is read as YAML, which allows some characters only as escapes. JSON has the same ones. source: YAML 1.2, 5.1 */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const yamlSafe = (json: string): string =>
  json.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** One request that changes something, sent once: it is known afterwards whether the server may have seen it. */
export async function callApi(
  exchange: Send,
  { method, path, contentType, body }: ApiCall,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<ApiAnswer, NoAnswer>> {
  let seen = false;
  const onBody = () => {
    seen = true;
  };
  const headers = { accept: "application/json", "content-type": contentType };
  const text = yamlSafe(JSON.stringify(body));
  const idleMs = REQUEST_IDLE_MS;
  const call = { lane: "requests", path, headers, method, body: text, idleMs, onBody } as const;
  const sent = await exchange(call, signal);
  if (!sent.ok) return err({ sent: seen, failure: sent.error });
  const { response, watchdog } = sent.value;
  const { statusCode: status } = response;
  const said = {
    status,
    warnings: parseWarnings(response.headers["warning"]),
    retryAfterMs: retryAfterMs(headerOf(response, "retry-after"), clock.now()),
  };
  try {
    const answer = parse(await textOfBody(sent.value));
    if (answer) return ok({ ...said, body: answer });
    if (status >= 300) return ok({ ...said, body: {} });
    return err({
      sent: true,
      failure: { code: "bad-answer", detail: "the answer is no JSON object" },
    });
  } catch (e) {
    // A refusal is one, whether or not its reason could be read.
    if (status >= 300) return ok({ ...said, body: {} });
    return err({ sent: true, failure: failureOf(e, idleMs, watchdog, signal) });
  } finally {
    watchdog.stop();
  }
}
