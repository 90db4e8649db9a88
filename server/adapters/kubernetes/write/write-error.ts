import "server-only";
import type { FieldConflict, WriteError } from "@/lib/mesh/changes/write-error";
import { numberAt, recordAt, recordsAt, textAt } from "@/lib/mesh/model/raw/value";
import { type ApiFailure, describeFailure } from "../connect/failure";
import type { JsonObject } from "../connect/json";
import type { ApiAnswer, NoAnswer } from "./api-call";

/** What was tried, for errors that do not say it themselves. */
export type Attempt = {
  readonly verb: string;
  readonly resource: string;
  /** Nothing can have been written: what would leave that open does not. */
  readonly dryRun: boolean;
};

const RETRY_MS = 5_000;

/** A request without an answer. It is `unknown` only when the server may have seen one that writes. */
export function errorOfSilence({ sent, failure }: NoAnswer, { dryRun }: Attempt): WriteError {
  const message = describeFailure(failure);
  if (failure.code === "unauthorized") return { code: "unauthorized", message };
  if (sent && !dryRun) return { code: "unknown", message };
  return { code: "unavailable", retryAfterMs: RETRY_MS, message };
}

/** A failure to read the object before it is written: nothing was written. */
export function errorOfRead(failure: ApiFailure, resource: string): WriteError {
  const message = describeFailure(failure);
  if (failure.code === "not-found") return { code: "not-found", message };
  if (failure.code === "unauthorized") return { code: "unauthorized", message };
  if (failure.code === "forbidden") return { code: "forbidden", verb: "get", resource, message };
  const asked = failure.code === "refused" ? failure.retryAfterMs : null;
  return { code: "unavailable", retryAfterMs: asked ?? RETRY_MS, message };
}

/**
 * A refusal in the port's words.
 *
 * source: kubernetes/apimachinery `pkg/api/errors`, `pkg/apis/meta/v1/types.go` (StatusReason); kubernetes/apiserver
 * `pkg/admission/plugin/webhook/errors/statuserror.go`; for the rest the answers of an API server 1.35
 */
export function errorOfAnswer(answer: ApiAnswer, attempt: Attempt): WriteError {
  const { status, body } = answer;
  const message = sentenceOf(answer);
  const admission = admissionError(message, status, body);
  if (admission) return admission;
  switch (status) {
    case 401:
      return { code: "unauthorized", message };
    case 403:
      return forbidden(message, attempt);
    case 404:
      return { code: "not-found", message };
    case 409:
      return conflict(body, message);
    case 429:
      return unavailable(answer, message);
    default:
      return status < 500 && status >= 400
        ? { code: "invalid", causes: causesOf(body, message), message }
        : trouble(answer, message, attempt);
  }
}

const STRICT = /strict decoding error: .*/s;

/** A merge patch with an unknown field is refused with the whole object quoted; what is wrong comes after it. */
function sentenceOf({ status, body }: ApiAnswer): string {
  const message = (textAt(body, "message") ?? `HTTP ${status}`).trim();
  return STRICT.exec(message)?.[0] ?? message;
}

const DENIED = /admission webhook "([^"]+)" denied the request/;
const FAILED_CALL = /failed calling webhook "([^"]+)"/;
const POLICY = /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request/;

function admissionError(message: string, status: number, body: JsonObject): WriteError | null {
  const down = status >= 500 ? FAILED_CALL.exec(message)?.[1] : undefined;
  if (down !== undefined) return { code: "webhook-down", by: down, message };
  const by = (DENIED.exec(message) ?? POLICY.exec(message))?.[1];
  if (by !== undefined) return { code: "refused", by, message };
  // Server-side apply finds unknown fields and wrong types before validation does, and answers 500 for them.
  return status === 500 && UNTYPED.test(message)
    ? { code: "invalid", causes: causesOf(body, message), message }
    : null;
}

const RIGHT = /User ".*" cannot (\S+) resource "([^"]+)"/s;

/** Not only missing rights are `Forbidden`: quotas and a namespace that ends are too. */
function forbidden(message: string, { verb, resource }: Attempt): WriteError {
  const [, missing, of] = RIGHT.exec(message) ?? [];
  if (missing !== undefined && of !== undefined) {
    return { code: "forbidden", verb: missing, resource: of, message };
  }
  return /^HTTP \d+$/.test(message)
    ? { code: "forbidden", verb, resource, message }
    : { code: "refused", by: "admission", message };
}

const MANAGER = /^conflict with ("(?:[^"\\]|\\.)*")(?: with subresource "[^"]*")?( using )?/;

function conflict(body: JsonObject, message: string): WriteError {
  if (textAt(body, "reason") === "AlreadyExists") return { code: "exists-already", message };
  const conflicts = recordsAt(recordAt(body, "details"), "causes")
    .filter((c) => textAt(c, "reason") === "FieldManagerConflict")
    .map(fieldConflict);
  if (conflicts.length > 0) return { code: "field-conflict", conflicts, message };
  return message.includes("no existing object was found")
    ? { code: "not-found", message }
    : { code: "moved-on", message };
}

/** Go quotes as JSON does, for all that a manager's name may hold. */
function unquoted(quoted: string | undefined): string | null {
  try {
    const name: unknown = JSON.parse(quoted ?? "");
    return typeof name === "string" ? name : null;
  } catch {
    return null;
  }
}

/**
 * A conflict in words that are not known stays one, with a manager that nobody can have named: it must not be forced over.
 *
 * `conflict with "kubectl-edit" using networking.istio.io/v1`: only of an `Update` is the version said.
 *
 * source: kubernetes/apimachinery `pkg/util/managedfields/internal/conflict.go`
 */
function fieldConflict(cause: JsonObject): FieldConflict {
  const said = textAt(cause, "message") ?? "";
  const [, quoted, using] = MANAGER.exec(said) ?? [];
  const operation = using === undefined ? "Apply" : "Update";
  return { manager: unquoted(quoted) ?? said, operation, field: textAt(cause, "field") ?? "" };
}

function unavailable({ body, retryAfterMs }: ApiAnswer, message: string): WriteError {
  const seconds = numberAt(recordAt(body, "details"), "retryAfterSeconds");
  const said = retryAfterMs ?? (seconds === null ? null : seconds * 1000);
  return { code: "unavailable", retryAfterMs: said ?? RETRY_MS, message };
}

/**
 * Whether the object was written before a server's trouble is open: etcd may have taken it and the answer be lost. Only an API server
 * that says `ServiceUnavailable` has not begun; the same status of a proxy says nothing.
 */
function trouble(answer: ApiAnswer, message: string, { dryRun }: Attempt): WriteError {
  const refused = answer.status < 500 || textAt(answer.body, "reason") === "ServiceUnavailable";
  return dryRun || refused ? unavailable(answer, message) : { code: "unknown", message };
}

const UNTYPED = /^failed to create typed (?:patch|live) object/;
const UNTYPED_LINE = /^\s*\.(\S+?): (.+)$/gm;
const UNTYPED_ONE = /\): \.(\S+?): (.+)$/;
const UNKNOWN_FIELD = /(unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g;

type Cause = { readonly field: string; readonly message: string };

function causesOf(body: JsonObject, message: string): readonly Cause[] {
  if (UNTYPED.test(message)) {
    const one = UNTYPED_ONE.exec(message);
    const all = one ? [one] : [...message.matchAll(UNTYPED_LINE)];
    return all.map(([, field = "", said = ""]) => ({ field, message: said }));
  }
  if (STRICT.test(message)) {
    const all = [...message.matchAll(UNKNOWN_FIELD)];
    return all.map(([, what = "", field = ""]) => ({ field, message: `${what} field` }));
  }
  const causes = recordsAt(recordAt(body, "details"), "causes").map((c) => ({
    field: (textAt(c, "field") ?? "").replace("<nil>", ""),
    message: textAt(c, "message") ?? "",
  }));
  // The server names some twice.
  return causes.filter(
    (c, i) => causes.findIndex((o) => o.field === c.field && o.message === c.message) === i,
  );
}
