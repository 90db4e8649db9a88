import "server-only";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { errorText } from "@/lib/messages/server/errors";
import { assertNever, type Result } from "@/lib/result";
import type { ClusterError } from "@/server/ports/cluster";
import { isStoreFailure } from "@/server/ports/store-fault";
import type { PastError } from "@/server/services/query-past";
import type { ReadManifestError } from "@/server/services/read-manifest";

/** Every way in which a use case can fail. */
export type ExpectedError =
  | ClusterError
  | PastError
  | ReadManifestError
  | { readonly code: "no-such-change"; readonly id: string };

const TRPC_CODE = {
  "not-found": "NOT_FOUND",
  forbidden: "FORBIDDEN",
  unavailable: "SERVICE_UNAVAILABLE",
  "secret-refused": "FORBIDDEN",
  "unknown-cluster": "NOT_FOUND",
  unreachable: "BAD_GATEWAY",
  timeout: "GATEWAY_TIMEOUT",
  unauthorized: "BAD_GATEWAY",
  refused: "BAD_GATEWAY",
  "bad-answer": "BAD_GATEWAY",
  "metrics-not-configured": "PRECONDITION_FAILED",
  "no-samples": "NOT_FOUND",
  "no-such-change": "NOT_FOUND",
} as const satisfies Record<ExpectedError["code"], TRPCError["code"]>;

/** The value, or the one error that stands for this failure on the wire. */
export function unwrap<T>(result: Result<T, ExpectedError>): T {
  if (result.ok) return result.value;
  throw new TRPCError({ code: TRPC_CODE[result.error.code], message: explain(result.error) });
}

/** One sentence that a person can act on. */
function explain(error: ExpectedError): string {
  switch (error.code) {
    case "not-found":
      return errorText.notFound(error.ref);
    case "forbidden":
      return errorText.forbidden(error.ref, error.verb, error.detail);
    case "unavailable":
      return errorText.clusterUnavailable(error.cause, error.retryAfterMs);
    case "secret-refused":
      return errorText.secretRefused(error.ref);
    case "unknown-cluster":
      return errorText.unknownCluster(error.cluster);
    case "unreachable":
      return errorText.metricsUnreachable(error.url, error.detail);
    case "timeout":
      return errorText.metricsTimeout(error.url, error.afterMs);
    case "unauthorized":
      return errorText.metricsUnauthorized(error.url, error.detail);
    case "refused":
      return errorText.metricsRefused(error.url, error.status, error.detail);
    case "bad-answer":
      return errorText.metricsBadAnswer(error.url, error.detail);
    case "metrics-not-configured":
      return errorText.metricsNotConfigured;
    case "no-samples":
      return errorText.noSamples(error.at);
    case "no-such-change":
      return errorText.noSuchChange(error.id);
    default:
      return assertNever(error);
  }
}

const badInput = (error: z.ZodError): string =>
  errorText.badInput(
    error.issues.map((issue) => ({
      field: z.core.toDotPath(issue.path),
      detail: issue.message,
    })),
  );

/**
 * What leaves the server of a failure: expected ones as they are, wrong input with the fields named, the store's own words, and of
 * anything else nothing but the request id under which the log has it.
 */
export function presentable(error: TRPCError, requestId: string): TRPCError {
  if (error.cause instanceof z.ZodError) {
    return new TRPCError({ code: "BAD_REQUEST", message: badInput(error.cause) });
  }
  if (isStoreFailure(error.cause)) {
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: error.cause.message });
  }
  if (error.code !== "INTERNAL_SERVER_ERROR") return error;
  return new TRPCError({ code: error.code, message: errorText.internal(requestId) });
}
