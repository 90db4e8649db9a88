import type { Figures } from "./figures";
import { sumExactly } from "./folding/quantise";
import { mergeBuckets } from "./quantiles";
import type { Buckets, EdgeTraffic, ResponseRate, SecurityRates } from "./traffic";

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
  const failed: number[] = [];
  const refused: number[] = [];
  for (const response of responses) {
    const side = answerSide(response);
    if (side === "server-error") failed.push(response.rate);
    if (side === "client-error") refused.push(response.rate);
  }
  return {
    total: totalRate(responses),
    failed: sumExactly(failed),
    refused: sumExactly(refused),
  };
}

/** Requests per second of all answers together. */
export function totalRate(responses: readonly ResponseRate[]): number {
  const [first, second, ...more] = responses;
  if (more.length === 0) return (first?.rate ?? 0) + (second?.rate ?? 0);
  return sumExactly(responses.map((response) => response.rate));
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
  const [first, ...others] = edges;
  if (first !== undefined && others.length === 0) return figuresOf(first.responses, first);
  const responses: ResponseRate[] = [];
  const latency: Buckets[] = [];
  const security: SecurityRates[] = [];
  const tcp: NonNullable<EdgeTraffic["tcp"]>[] = [];
  const messages: NonNullable<EdgeTraffic["messages"]>[] = [];
  for (const edge of edges) {
    for (const response of edge.responses) responses.push(response);
    if (edge.latency !== null) latency.push(edge.latency);
    if (edge.security !== null) security.push(edge.security);
    if (edge.tcp !== null) tcp.push(edge.tcp);
    if (edge.messages !== null) messages.push(edge.messages);
  }
  return figuresOf(responses, {
    latency: mergeBuckets(latency),
    averageMs: averageOf(edges),
    security: sumFields(security),
    tcp: sumFields(tcp),
    messages: sumFields(messages),
  });
}

function figuresOf(
  answers: readonly ResponseRate[],
  parts: Pick<EdgeTraffic, "latency" | "averageMs" | "security" | "tcp" | "messages">,
): Figures {
  const { latency, averageMs, security, tcp, messages } = parts;
  const responses = mergeResponses(answers);
  const rates = sideRates(responses);
  return {
    requestsPerSecond: rates.total,
    errorRatio: ratio(rates.failed, rates.total),
    clientErrorRatio: ratio(rates.refused, rates.total),
    responses,
    latency,
    averageMs,
    security,
    mutualTlsShare: mutualTlsShare(security),
    tcp,
    messages,
  };
}

/** Adds rates of the same code, gRPC status and flags; ordered by them. */
export function mergeResponses(responses: readonly ResponseRate[]): readonly ResponseRate[] {
  if (isMerged(responses)) return responses;
  const sorted = [...responses].sort((a, b) => compareAnswers(a, b) || a.rate - b.rate);
  const merged: ResponseRate[] = [];
  for (const { code, grpcStatus, flags, rate } of sorted) {
    const last = merged.at(-1);
    const next = { code, grpcStatus, flags, rate };
    if (last === undefined || compareAnswers(last, next) !== 0) merged.push(next);
    else merged[merged.length - 1] = { ...next, rate: last.rate + rate };
  }
  return merged;
}

/** In order, and each once: what most edges bring. */
function isMerged(responses: readonly ResponseRate[]): boolean {
  for (let i = 1; i < responses.length; i++) {
    const [before, after] = [responses[i - 1], responses[i]];
    if (before && after && compareAnswers(before, after) >= 0) return false;
  }
  return true;
}

const compareAnswers = (a: ResponseRate, b: ResponseRate): number =>
  compare(a.code, b.code) || compare(a.grpcStatus, b.grpcStatus) || compare(a.flags, b.flags);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Mean of the edges' averages, each weighed by how many requests it stands for. */
function averageOf(edges: readonly EdgeTraffic[]): number | null {
  const weights: number[] = [];
  const products: number[] = [];
  for (const { averageMs, latency, responses } of edges) {
    if (averageMs === null) continue;
    const weight = latency?.counts.at(-1) ?? sumExactly(responses.map((r) => r.rate));
    if (weight <= 0) continue;
    weights.push(weight);
    products.push(averageMs * weight);
  }
  return weights.length === 0 ? null : sumExactly(products) / sumExactly(weights);
}

/** Sums each field over the parts that are known; `null` where none is. */
function sumFields<T extends Readonly<Record<keyof T, number>>>(
  known: readonly T[],
): Record<keyof T, number> | null {
  const [first, ...others] = known;
  if (first === undefined || others.length === 0) return first ?? null;
  const sums: Record<keyof T, number> = { ...first };
  for (const name in first) sums[name] = sumExactly(known.map((part) => part[name]));
  return sums;
}
