import type { Figures } from "./figures";
import { sumExactly } from "./folding/quantise";
import { mergeBuckets } from "./quantiles";
import type { EdgeTraffic, ResponseRate, SecurityRates } from "./traffic";

/** Whose failure an answer is: the server's, the caller's, or nobody's. */
export type AnswerSide = "success" | "client-error" | "server-error";

// source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html; UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED,
// ABORTED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS
const GRPC_SERVER_ERRORS: ReadonlySet<string> = new Set([
  "2",
  "4",
  "8",
  "10",
  "12",
  "13",
  "14",
  "15",
]);
// INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION, OUT_OF_RANGE, UNAUTHENTICATED
const GRPC_CLIENT_ERRORS: ReadonlySet<string> = new Set(["3", "5", "6", "7", "9", "11", "16"]);

/** The connection ended before an answer: Istio reports code 0, older proxies `-`. */
export const hasNoResponse = (response: Pick<ResponseRate, "code">): boolean =>
  response.code === "0" || response.code === "-";

/**
 * The side of one kind of answer.
 *
 * A gRPC status other than 0 decides, because the HTTP code of a failed gRPC call is 200; cancelled (1) is nobody's
 * failure. Otherwise the HTTP code decides: 5xx or no response is the server's, 4xx the caller's.
 */
export function answerSide(response: Pick<ResponseRate, "code" | "grpcStatus">): AnswerSide {
  const { code, grpcStatus } = response;
  if (GRPC_SERVER_ERRORS.has(grpcStatus)) return "server-error";
  if (GRPC_CLIENT_ERRORS.has(grpcStatus)) return "client-error";
  if (grpcStatus === "1") return "success";
  if (hasNoResponse(response) || /^5\d\d$/.test(code)) return "server-error";
  return /^4\d\d$/.test(code) ? "client-error" : "success";
}

/** Requests per second by side; `total` is their sum. */
export type SideRates = {
  readonly total: number;
  readonly failed: number;
  readonly refused: number;
};

/** Sums answers by side: `failed` are server errors, `refused` client errors. Per second. */
export function sideRates(responses: readonly ResponseRate[]): SideRates {
  const of = (side: AnswerSide) =>
    sumExactly(responses.filter((r) => answerSide(r) === side).map((r) => r.rate));
  return {
    total: sumExactly(responses.map((r) => r.rate)),
    failed: of("server-error"),
    refused: of("client-error"),
  };
}

/** `part / whole`, 0..1; `null` where there is nothing to take a share of. */
export const ratio = (part: number, whole: number): number | null =>
  whole > 0 ? Math.min(1, part / whole) : null;

/** Share of `mutual_tls` in the requests of which it is known, 0..1; `null` where it is known of none. */
export function mutualTlsShare(security: SecurityRates | null): number | null {
  return security === null
    ? null
    : ratio(security.mutualTls, security.mutualTls + security.plaintext);
}

/**
 * The figures of several edges as one: rates and security summed, buckets merged so that the quantile is that of all
 * requests together. A part that no edge knows is `null`; a part that some know is the sum of what is known.
 * Over edges of several protocols `security` counts requests and opened connections alike.
 */
export function mergeFigures(edges: readonly EdgeTraffic[]): Figures {
  const responses = mergeResponses(edges.flatMap((edge) => edge.responses));
  const rates = sideRates(responses);
  const security = sumFields(edges.map((edge) => edge.security));
  return {
    requestsPerSecond: rates.total,
    errorRatio: ratio(rates.failed, rates.total),
    clientErrorRatio: ratio(rates.refused, rates.total),
    responses,
    latency: mergeBuckets(edges.flatMap((edge) => edge.latency ?? [])),
    averageMs: averageOf(edges),
    security,
    mutualTlsShare: mutualTlsShare(security),
    tcp: sumFields(edges.map((edge) => edge.tcp)),
    messages: sumFields(edges.map((edge) => edge.messages)),
  };
}

/** Adds rates of the same code, gRPC status and flags; ordered by them. */
export function mergeResponses(responses: readonly ResponseRate[]): readonly ResponseRate[] {
  const groups = new Map<string, { readonly first: ResponseRate; readonly rates: number[] }>();
  for (const response of responses) {
    const key = JSON.stringify([response.code, response.grpcStatus, response.flags]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: response, rates: [response.rate] });
    else group.rates.push(response.rate);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { first, rates }]) => ({
      code: first.code,
      grpcStatus: first.grpcStatus,
      flags: first.flags,
      rate: sumExactly(rates),
    }));
}

/** Mean of the edges' averages, each weighed by how many requests it stands for. */
function averageOf(edges: readonly EdgeTraffic[]): number | null {
  const known = edges.flatMap((edge) => {
    const weight = edge.latency?.counts.at(-1) ?? sumExactly(edge.responses.map((r) => r.rate));
    return edge.averageMs === null || weight <= 0 ? [] : [{ average: edge.averageMs, weight }];
  });
  if (known.length === 0) return null;
  const total = sumExactly(known.map((k) => k.weight));
  return sumExactly(known.map((k) => k.average * k.weight)) / total;
}

/** Sums each field over the parts that are known; `null` where none is. */
function sumFields<T extends Readonly<Record<keyof T, number>>>(
  parts: readonly (T | null)[],
): Record<keyof T, number> | null {
  const known = parts.filter((part) => part !== null);
  const [first] = known;
  if (first === undefined) return null;
  const sums: Record<keyof T, number> = { ...first };
  for (const name in first) sums[name] = sumExactly(known.map((part) => part[name]));
  return sums;
}
