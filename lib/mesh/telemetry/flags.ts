import type { ResponseRate } from "./traffic";

/** Where a flag arises, seen from the proxy that reports it. */
export type FlagOrigin =
  /** The caller or its connection. */
  | "caller"
  /** No route, cluster or filter for the request. */
  | "configuration"
  /** The called side or the connection to it. */
  | "callee"
  /** A time limit. */
  | "timeout"
  /** A limit on load. */
  | "limit"
  /** Someone was asked, and refused. */
  | "policy"
  /** Injected on purpose. */
  | "fault"
  /** The proxy itself. */
  | "proxy";

/**
 * Response flags of Envoy and ztunnel, by their short codes.
 *
 * source: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage (%RESPONSE_FLAGS%);
 * ztunnel: https://github.com/istio/ztunnel src/proxy/metrics.rs (`ResponseFlags`)
 */
export const RESPONSE_FLAGS = {
  DC: "caller",
  DPE: "caller",
  IH: "caller",
  NR: "configuration",
  NC: "configuration",
  NFCF: "configuration",
  DF: "callee",
  UC: "callee",
  UF: "callee",
  UH: "callee",
  UPE: "callee",
  UR: "callee",
  URX: "callee",
  LH: "callee",
  CONNECT: "callee",
  DT: "timeout",
  SI: "timeout",
  UMSDR: "timeout",
  UT: "timeout",
  DO: "limit",
  OM: "limit",
  RL: "limit",
  UO: "limit",
  RLSE: "policy",
  UAEX: "policy",
  DENY: "policy",
  DI: "fault",
  FI: "fault",
  LR: "proxy",
  RFCF: "proxy",
} as const satisfies Readonly<Record<string, FlagOrigin>>;

export type FlagCode = keyof typeof RESPONSE_FLAGS;

/** One flag of an answer; `code` is `null` for one that the catalogue does not have. */
export type SeenFlag = { readonly text: string; readonly code: FlagCode | null };

/** What a code and its flags mean together. */
export type DiagnosisCode =
  | "no-route"
  | "blocked-host"
  | "missing-cluster"
  | "no-healthy-upstream"
  | "connection-failed"
  | "connection-closed"
  | "timed-out"
  | "overflow"
  | "probably-denied"
  | "denied-by-authorizer"
  | "denied-at-l4"
  | "unauthenticated"
  | "server-error"
  | "caller-left"
  | "injected-abort"
  | "rate-limited"
  | "retries-used-up"
  | "dns-failed";

const isFlagCode = (text: string): text is FlagCode => Object.hasOwn(RESPONSE_FLAGS, text);

/** The flags of an answer one by one; none for `-` and for an absent label. */
export function parseFlags(flags: string): readonly SeenFlag[] {
  return flags
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "" && text !== "-")
    .map((text) => ({ text, code: isFlagCode(text) ? text : null }));
}

type Case = {
  readonly diagnosis: DiagnosisCode;
  /** One of these flags; empty for answers without any. */
  readonly flags: readonly FlagCode[];
  /** One of these codes; absent for all. */
  readonly codes?: readonly string[];
  readonly service?: string;
};

/** First match wins: what explains an answer best stands before what follows from it. */
const CASES: readonly Case[] = [
  { diagnosis: "injected-abort", flags: ["FI"] },
  { diagnosis: "denied-at-l4", flags: ["DENY"] },
  { diagnosis: "denied-by-authorizer", flags: ["UAEX"] },
  { diagnosis: "rate-limited", flags: ["RL", "RLSE"] },
  { diagnosis: "missing-cluster", flags: ["NC"] },
  { diagnosis: "no-route", flags: ["NR"], codes: ["404"] },
  { diagnosis: "blocked-host", flags: ["NR"] },
  { diagnosis: "dns-failed", flags: ["DF"] },
  { diagnosis: "no-healthy-upstream", flags: ["UH"] },
  { diagnosis: "overflow", flags: ["UO"] },
  { diagnosis: "connection-failed", flags: ["UF", "CONNECT"] },
  { diagnosis: "connection-closed", flags: ["UC", "UR"] },
  { diagnosis: "timed-out", flags: ["UT"] },
  { diagnosis: "retries-used-up", flags: ["URX"] },
  { diagnosis: "caller-left", flags: ["DC"] },
  { diagnosis: "blocked-host", flags: [], codes: ["502"], service: "BlackHoleCluster" },
  { diagnosis: "probably-denied", flags: [], codes: ["403"] },
  { diagnosis: "unauthenticated", flags: [], codes: ["401"] },
  { diagnosis: "server-error", flags: [], codes: ["500"] },
];

/**
 * What an answer's code and flags most likely mean; `null` for an answer that needs no explanation or has none.
 *
 * `probably-denied`: a policy's 403 carries no flag at either end, and so does an application's own.
 *
 * @param destinationService host of the edge, or of `destination_service_name`
 */
export function diagnose(
  response: Pick<ResponseRate, "code" | "flags">,
  destinationService: string,
): DiagnosisCode | null {
  const flags = parseFlags(response.flags).map((flag) => flag.code ?? flag.text);
  const match = CASES.find(
    (known) =>
      (known.flags.length === 0
        ? flags.length === 0
        : known.flags.some((flag) => flags.includes(flag))) &&
      (known.codes === undefined || known.codes.includes(response.code)) &&
      (known.service === undefined || known.service === destinationService),
  );
  return match?.diagnosis ?? null;
}
