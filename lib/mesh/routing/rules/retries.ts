import type { RouteRetries } from "../route";
import { durationMs, numeral, type Spec, text } from "../spec/read-spec";

const DEFAULT_ON = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

/**
 * Retries of a rule as the proxy gets them: its own, else those of the mesh configuration, else Istio's default of two attempts.
 * `attempts` of 0 switches them off.
 *
 * Source: istio/istio `pilot/pkg/networking/core/route/retry/retry.go` ConvertPolicy, parseRetryOn.
 *
 * @param own the rule's `retries`; `null` when it has none
 * @param mesh `defaultHttpRetryPolicy` of the mesh configuration
 */
export function retriesInForce(own: Spec | null, mesh: Spec | null): RouteRetries | null {
  const policy = own ?? mesh;
  if (policy === null) return { attempts: 2, on: DEFAULT_ON, perTryMs: null };
  const attempts = numeral(policy, "attempts") ?? 0;
  if (attempts <= 0) return null;
  const on = text(policy, "retryOn");
  return {
    attempts,
    on: on === null ? DEFAULT_ON : conditions(on),
    perTryMs: durationMs(policy, "perTryTimeout"),
  };
}

/** Status codes among the conditions become codes of `retriable-status-codes`, which is added when they need it. */
function conditions(on: string): string {
  const parts = on
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const codes = parts.filter(isStatus).map(Number);
  const named = parts.filter((part) => !isStatus(part)).join(",");
  const complete =
    codes.length > 0 && !named.includes("retriable-status-codes")
      ? `${named},retriable-status-codes`
      : named;
  return [complete, ...codes].join(",");
}

/** Codes that Go's `http.StatusText` names. */
const STATUS = new Set([
  100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304,
  305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415,
  416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505,
  506, 507, 508, 510, 511,
]);

const isStatus = (part: string): boolean => /^[+-]?\d+$/.test(part) && STATUS.has(Number(part));
