import type { Figures } from "./figures";
import { sumExactly } from "./folding/quantise";
import { mergeBuckets } from "./quantiles";
import type {
  Buckets,
  EdgeTraffic,
  FlagRate,
  ResponseRate,
  SecurityRates,
  TcpRates,
} from "./traffic";

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
  if (code === "200" && (grpcStatus === "" || grpcStatus === "0")) return "success";
  if (GRPC_SERVER_ERRORS.has(grpcStatus)) return "server-error";
  if (GRPC_CLIENT_ERRORS.has(grpcStatus)) return "client-error";
  if (grpcStatus === "1") return "success";
  if (hasNoResponse(response) || isHundred("5", code)) return "server-error";
  return isHundred("4", code) ? "client-error" : "success";
}

/** `5xx`: the digit and two more. */
const isHundred = (digit: "4" | "5", code: string): boolean =>
  code.startsWith(digit) && /^\d{3}$/.test(code);

/** Requests per second by side; `total` is their sum. */
export type SideRates = {
  readonly total: number;
  readonly failed: number;
  readonly refused: number;
};

/** Sums answers by side: `failed` are server errors, `refused` client errors. Per second. */
export function sideRates(responses: readonly ResponseRate[]): SideRates {
  const total = totalRate(responses);
  if (responses.every(isSuccess)) return { total, failed: 0, refused: 0 };
  return {
    total,
    failed: totalRate(responses.filter((r) => answerSide(r) === "server-error")),
    refused: totalRate(responses.filter((r) => answerSide(r) === "client-error")),
  };
}

const isSuccess = (response: ResponseRate): boolean => answerSide(response) === "success";

/** Requests per second of all answers together. */
export function totalRate(responses: readonly ResponseRate[]): number {
  if (responses.length < 3) return (responses[0]?.rate ?? 0) + (responses[1]?.rate ?? 0);
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
 *
 * @param edges of one moment, so that ids differ; their order does not matter
 */
export function mergeFigures(edges: readonly EdgeTraffic[]): Figures {
  const [first] = edges;
  if (first !== undefined && edges.length === 1) {
    return figuresOf(mergeResponses(first.responses), first);
  }
  const ordered = byId(edges);
  return figuresOf(addResponses(ordered), {
    latency: addBuckets(ordered),
    averageMs: averageOf(ordered),
    security: addFields(ordered, securityOf),
    tcp: addTcp(ordered),
    messages: addFields(ordered, messagesOf),
  });
}

const securityOf = (edge: EdgeTraffic) => edge.security;
const messagesOf = (edge: EdgeTraffic) => edge.messages;

/** Numbers are added in the order of the edges' ids, so that no sum depends on the order in which the edges came. */
function byId(edges: readonly EdgeTraffic[]): readonly EdgeTraffic[] {
  for (let i = 1; i < edges.length; i++) {
    const [before, after] = [edges[i - 1], edges[i]];
    if (before && after && before.id >= after.id) {
      return [...edges].sort((a, b) => compare(a.id, b.id));
    }
  }
  return edges;
}

/** More kinds of answers than this on one edge are merged by sorting; a scan is quicker for the few that there are. */
const FEW_ANSWERS = 32;

function addResponses(edges: readonly EdgeTraffic[]): readonly ResponseRate[] {
  const sums: { code: string; grpcStatus: string; flags: string; rate: number }[] = [];
  for (const { responses } of edges) {
    for (const response of responses) {
      const known = sameAnswer(sums, response);
      if (known) known.rate += response.rate;
      else sums.push(answerOf(response));
      if (sums.length > FEW_ANSWERS) return mergeResponses(edges.flatMap((e) => e.responses));
    }
  }
  return sums.length < 2 ? sums : sums.sort(compareAnswers);
}

const answerOf = ({ code, grpcStatus, flags, rate }: ResponseRate) => ({
  code,
  grpcStatus,
  flags,
  rate,
});

function sameAnswer<T extends ResponseRate>(known: readonly T[], answer: ResponseRate): T | null {
  const { code, flags, grpcStatus } = answer;
  for (const one of known) {
    if (one.code === code && one.flags === flags && one.grpcStatus === grpcStatus) return one;
  }
  return null;
}

function addBuckets(edges: readonly EdgeTraffic[]): Buckets | null {
  const all: Buckets[] = [];
  for (const { latency } of edges) if (latency !== null) all.push(latency);
  const [first] = all;
  if (first === undefined || all.length === 1) return first ?? null;
  const { bounds } = first;
  const sums = first.counts.slice();
  for (const other of all) {
    if (other.bounds !== bounds) return mergeBuckets(all);
    if (other !== first) addCounts(sums, other.counts);
  }
  return { bounds, counts: sums };
}

function addCounts(sums: number[], counts: readonly number[]): void {
  for (let i = 0; i < sums.length; i++) {
    const [sum, count] = [sums[i], counts[i]];
    if (sum !== undefined && count !== undefined) sums[i] = sum + count;
  }
}

/** @param responses merged */
function figuresOf(
  responses: readonly ResponseRate[],
  parts: Pick<EdgeTraffic, "latency" | "averageMs" | "security" | "tcp" | "messages">,
): Figures {
  const { latency, averageMs, security, tcp, messages } = parts;
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
  if (responses.length < 2 || isMerged(responses)) return responses;
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

function addTcp(edges: readonly EdgeTraffic[]): TcpRates | null {
  let sums: TcpRates | null = null;
  for (const { tcp } of edges) {
    if (tcp === null) continue;
    sums =
      sums === null
        ? tcp
        : {
            toServer: sums.toServer + tcp.toServer,
            toClient: sums.toClient + tcp.toClient,
            opened: sums.opened + tcp.opened,
            flagged: addFlagged(sums.flagged, tcp.flagged),
          };
  }
  return sums;
}

function addFlagged(a: readonly FlagRate[], b: readonly FlagRate[]): readonly FlagRate[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const rates = new Map(a.map(({ flags, rate }) => [flags, rate]));
  for (const { flags, rate } of b) rates.set(flags, (rates.get(flags) ?? 0) + rate);
  return [...rates]
    .map(([flags, rate]) => ({ flags, rate }))
    .sort((one, other) => compare(one.flags, other.flags));
}

/** Mean of the edges' averages, each weighed by how many requests it stands for. */
function averageOf(edges: readonly EdgeTraffic[]): number | null {
  let weights = 0;
  let products = 0;
  for (const { averageMs, latency, responses } of edges) {
    const weight = latency?.counts.at(-1) ?? totalRate(responses);
    if (averageMs === null || weight <= 0) continue;
    weights += weight;
    products += averageMs * weight;
  }
  return weights > 0 ? products / weights : null;
}

/** Sums each field of a part over the edges that know it; `null` where none does. */
function addFields<T extends Readonly<Record<keyof T, number>>>(
  edges: readonly EdgeTraffic[],
  partOf: (edge: EdgeTraffic) => T | null,
): Readonly<Record<keyof T, number>> | null {
  let sums: Record<keyof T, number> | null = null;
  for (const edge of edges) {
    const part = partOf(edge);
    if (part === null) continue;
    if (sums === null) sums = { ...part };
    else for (const name in part) sums[name] += part[name];
  }
  return sums;
}
