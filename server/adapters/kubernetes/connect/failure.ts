import "server-only";
import { numberAt, recordAt, recordOrNull, recordsAt, textAt } from "@/lib/mesh/model/raw/value";
import { isRecord, type JsonObject } from "./json";

/** Why the API server gave no answer, as facts. `detail` holds the server's own words or a system code, never a credential. */
export type ApiFailure =
  /** No connection came about. */
  | { readonly code: "unreachable"; readonly detail: string }
  /** The connection ended before the answer was complete. */
  | { readonly code: "broken"; readonly detail: string }
  | { readonly code: "timeout"; readonly afterMs: number }
  /** 401, or the credentials could not be had. */
  | { readonly code: "unauthorized"; readonly detail: string }
  | { readonly code: "forbidden"; readonly detail: string }
  | { readonly code: "not-found"; readonly detail: string }
  /** The resourceVersion or the continuation is no longer, or not yet, known to the server. */
  | { readonly code: "expired" }
  /** Any other status; 429 included. */
  | {
      readonly code: "refused";
      readonly status: number;
      readonly detail: string;
      readonly retryAfterMs: number | null;
    }
  /** The answer was not what the Kubernetes API says it is. */
  | { readonly code: "bad-answer"; readonly detail: string }
  /** The caller gave up. */
  | { readonly code: "aborted" };

const MAX_DETAIL = 400;

const shorten = (text: string): string =>
  text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text;

const parse = (body: string): JsonObject => {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
};

/** Whether a `Status` says that a resourceVersion lies ahead of the server: it came from another history. */
function liesAhead(details: JsonObject): boolean {
  return recordsAt(details, "causes").some(
    (c) => textAt(c, "reason") === "ResourceVersionTooLarge",
  );
}

/** Milliseconds that `Retry-After` asks for: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/**
 * A Kubernetes `Status` object, from a response or from an ERROR event of a watch, as a failure.
 *
 * Source: kubernetes/apimachinery `pkg/api/errors`, `pkg/apis/meta/v1/types.go` (StatusReason).
 */
export function failureOfStatus(
  httpStatus: number,
  status: JsonObject,
  retryAfter: number | null,
): ApiFailure {
  const details = recordAt(status, "details");
  const reason = textAt(status, "reason") ?? "";
  const detail = shorten(textAt(status, "message") ?? `HTTP ${httpStatus}`);
  if (httpStatus === 410 || reason === "Expired" || reason === "Gone") return { code: "expired" };
  if (liesAhead(details)) return { code: "expired" };
  if (httpStatus === 401) return { code: "unauthorized", detail };
  if (httpStatus === 403) return { code: "forbidden", detail };
  if (httpStatus === 404) return { code: "not-found", detail };
  const seconds = numberAt(details, "retryAfterSeconds");
  const asked = retryAfter ?? (seconds === null ? null : seconds * 1000);
  return { code: "refused", status: httpStatus, detail, retryAfterMs: asked };
}

/** An HTTP answer that is no success, as a failure. The body of a proxy in between (HTML) is not repeated. */
export const failureOfResponse = (
  httpStatus: number,
  body: string,
  retryAfter: number | null,
): ApiFailure => failureOfStatus(httpStatus, parse(body), retryAfter);

const codeOf = (error: unknown): string => {
  if (!isRecord(error)) return "unknown";
  const own = textAt(error, "code");
  if (own) return own;
  const cause = recordOrNull(error, "cause");
  return cause ? codeOf(cause) : (textAt(error, "name") ?? "unknown");
};

const BROKEN = new Set([
  "UND_ERR_SOCKET",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "ECONNRESET",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** What a TLS server says of a client certificate that has expired, is missing or that it does not trust. */
const REFUSED_CERTIFICATE =
  /^ERR_SSL_.*ALERT_(CERTIFICATE_|BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

/** What was thrown while connecting or reading, as a failure: only its code is kept, its text may quote what it read. */
export function failureOfThrown(error: unknown, signal: AbortSignal): ApiFailure {
  if (signal.aborted) return { code: "aborted" };
  const code = codeOf(error);
  if (code.startsWith("HPE_")) return { code: "bad-answer", detail: code };
  if (REFUSED_CERTIFICATE.test(code)) return { code: "unauthorized", detail: code };
  return BROKEN.has(code)
    ? { code: "broken", detail: code }
    : { code: "unreachable", detail: code };
}

/** One line for people and logs. */
export function describeFailure(failure: ApiFailure): string {
  switch (failure.code) {
    case "timeout":
      return `no answer within ${failure.afterMs} ms`;
    case "expired":
      return "resourceVersion expired";
    case "aborted":
      return "aborted";
    case "refused":
      // An answer without words of its own has its status for a detail.
      return failure.detail === `HTTP ${failure.status}`
        ? failure.detail
        : `HTTP ${failure.status}: ${failure.detail}`;
    case "broken":
      return `the connection ended early (${failure.detail})`;
    default:
      return failure.detail;
  }
}
