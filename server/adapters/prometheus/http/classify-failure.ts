import "server-only";
import { assertNever } from "@/lib/result";
import type { MetricsError } from "@/server/ports/metrics";
import type { Parsed } from "../answers/parse-answer.mjs";

/** What an error may say of where it comes from. */
export type Origin = {
  /** The address without credentials. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly secrets: readonly string[];
};

/** Longest text of a foreign server that an error repeats. */
const MAX_DETAIL = 300;

/** `text` without any of the secrets, on one line, cut to 300 characters. */
export function redact(text: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((t, secret) => t.replaceAll(secret, "[redacted]"), text);
  const line = clean.replace(/\s+/g, " ").trim();
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line;
}

/** A request that got no complete answer. `received` is the number of bytes of the body that came, `null` when there was no answer at all. */
export function connectionFailure(
  cause: unknown,
  received: number | null,
  { url, secrets }: Origin,
): MetricsError {
  const reason = redact(reasonOf(cause), secrets);
  if (received === null) return { code: "unreachable", url, detail: reason };
  return { code: "bad-answer", url, detail: `ended after ${received} bytes: ${reason}` };
}

/** An answer with a status other than 2xx. The body counts only when it is an error of the Prometheus API. */
export function statusFailure(status: number, parsed: Parsed, origin: Origin): MetricsError {
  const { url, secrets } = origin;
  if (status === 401 || status === 403) {
    return { code: "unauthorized", url, detail: redact(wordsOf(status, parsed), secrets) };
  }
  // Prometheus says 503 with this type when the evaluation took longer than `timeout`.
  if (parsed.kind === "error" && parsed.errorType === "timeout") {
    return { code: "timeout", url, afterMs: origin.timeoutMs };
  }
  return { code: "refused", url, status, detail: redact(wordsOf(status, parsed), secrets) };
}

/** A 2xx answer that holds no result. */
export function answerFailure(
  parsed: Exclude<Parsed, { kind: "columns" }>,
  status: number,
  origin: Origin,
): MetricsError {
  switch (parsed.kind) {
    case "error":
      return statusFailure(status, parsed, origin);
    case "garbage":
      return {
        code: "bad-answer",
        url: origin.url,
        detail: redact(parsed.detail, origin.secrets),
      };
    default:
      return assertNever(parsed);
  }
}

function wordsOf(status: number, parsed: Parsed): string {
  if (parsed.kind === "error") return `${parsed.errorType}: ${parsed.error}`;
  if (parsed.kind === "garbage") return `status ${status} with ${parsed.detail}`;
  return `status ${status}`;
}

/** The innermost message, with its code (`ECONNREFUSED`). */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  if (!(cause instanceof Error)) return "no reason given";
  if (cause.cause instanceof Error) return reasonOf(cause.cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : null;
  const says = code === null || cause.message.includes(code);
  return says ? cause.message : `${code} ${cause.message}`.trim();
}
