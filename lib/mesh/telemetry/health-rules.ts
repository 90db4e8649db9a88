import type { Health, HealthLevel, HealthReason } from "./health";
import { parseHealthAnnotation, type RequestRule, wholePattern } from "./health-annotation";
import { matchesPattern } from "./matching/matches-pattern";
import type { Pattern } from "./matching/pattern";
import { hasNoResponse, totalRate } from "./ratios";
import type { ResponseRate } from "./traffic";

export type HealthProfile = "heddle" | "kiali";

/** Fewer requests than this in the window cannot be failing by their ratio alone. */
export const FEWEST_REQUESTS = 5;

/** Worst first; the order in which levels win. */
const LEVELS: readonly HealthLevel[] = ["failing", "degraded", "not-ready", "healthy", "unknown"];

const HEALTHY: Health = { level: "healthy", reasons: [] };
const UNKNOWN: Health = { level: "unknown", reasons: [] };

const ANY = pattern(".*");
const HTTP = pattern("http");
const GRPC = pattern("grpc");
const BOTH = pattern("(http|grpc)");
const CODE_5XX = pattern("5\\d\\d");
const CODE_4XX = pattern("4\\d\\d");
const NO_RESPONSE = pattern("-");

function defaultRule(
  rule: RequestRule["rule"],
  code: Pattern,
  protocol: Pattern,
  [degraded, failure]: readonly [number, number],
): RequestRule {
  return { rule, code, protocol, direction: ANY, degraded, failure, annotation: null };
}

const DEFAULT_RULES: Readonly<Record<HealthProfile, readonly RequestRule[]>> = {
  heddle: [
    defaultRule("5xx", CODE_5XX, HTTP, [0.01, 0.1]),
    defaultRule("4xx", CODE_4XX, HTTP, [0.1, 0.2]),
    // a gRPC call without a gRPC status failed as its HTTP code says
    defaultRule("grpc", pattern("(2|4|8|10|12|13|14|15|5\\d\\d)"), GRPC, [0.01, 0.1]),
    defaultRule("no-response", NO_RESPONSE, BOTH, [0.01, 0.1]),
  ],
  // source: https://github.com/kiali/kiali config/config.go, `AddHealthDefault`: no `degraded` there means above 0 %
  kiali: [
    defaultRule("5xx", CODE_5XX, HTTP, [0, 0.1]),
    defaultRule("4xx", CODE_4XX, HTTP, [0.1, 0.2]),
    defaultRule("grpc", pattern("([1-9]|1[0-6])"), GRPC, [0, 0.1]),
    defaultRule("no-response", NO_RESPONSE, BOTH, [0, 0.1]),
  ],
};

/** The rules in force for an object: those of its annotation, where it has valid ones, instead of the profile's. */
export function requestRules(
  profile: HealthProfile,
  annotation: string | null,
): readonly RequestRule[] {
  const own = annotation === null ? [] : parseHealthAnnotation(annotation).rules;
  return own.length > 0 ? own : DEFAULT_RULES[profile];
}

export type RequestScope = {
  /** `http` or `grpc`. */
  readonly protocol: string;
  readonly direction: "inbound" | "outbound";
  readonly windowSeconds: number;
  readonly rules: readonly RequestRule[];
};

/**
 * Health by the answers to requests of one protocol: the worst of all rules for it, each with its own reason.
 * Without requests it is unknown.
 *
 * Answers with a gRPC status are judged as gRPC among HTTP too: a mesh that removed the label `request_protocol` says all
 * its requests there, and the HTTP code of a failed gRPC call is 200. Ratios are of all answers together.
 */
export function evaluateRequests(responses: readonly ResponseRate[], scope: RequestScope): Health {
  const total = totalRate(responses);
  if (total <= 0) return UNKNOWN;
  if (scope.protocol !== "http" || !responses.some(hasGrpcStatus)) {
    return judged(responses, total, scope);
  }
  return worstHealth([
    judged(
      responses.filter((response) => !hasGrpcStatus(response)),
      total,
      scope,
    ),
    judged(responses.filter(hasGrpcStatus), total, { ...scope, protocol: "grpc" }),
  ]);
}

const hasGrpcStatus = ({ grpcStatus }: ResponseRate): boolean => grpcStatus !== "";

function judged(responses: readonly ResponseRate[], total: number, scope: RequestScope): Health {
  const { codes, rules } = rulesFor(scope);
  // Most answers are good, and of no concern to any rule.
  if (!responses.some((r) => matchesPattern(codes, healthCode(r, scope.protocol)))) return HEALTHY;
  const found: Health[] = [];
  for (const rule of rules) {
    const health = evaluateRule(rule, responses, total, scope);
    if (health !== HEALTHY) found.push(health);
  }
  return found.length === 0 ? HEALTHY : worstHealth(found);
}

type InForce = {
  readonly rules: readonly RequestRule[];
  /** What the code of any of them matches. */
  readonly codes: Pattern;
};

type ByProtocol = Map<string, InForce>;

const inForce = new WeakMap<
  readonly RequestRule[],
  Readonly<Record<RequestScope["direction"], ByProtocol>>
>();

/** The rules for a protocol and direction; a list of rules is asked for few of them, again and again. */
function rulesFor({ rules: all, protocol, direction }: RequestScope): InForce {
  const known = inForce.get(all) ?? { inbound: new Map(), outbound: new Map() };
  inForce.set(all, known);
  const hit = known[direction].get(protocol);
  if (hit !== undefined) return hit;
  const rules = all.filter(
    (rule) => matchesPattern(rule.protocol, protocol) && matchesPattern(rule.direction, direction),
  );
  const codes: Pattern = { kind: "choice", options: rules.map((rule) => rule.code) };
  known[direction].set(protocol, { rules, codes });
  return { rules, codes };
}

function evaluateRule(
  rule: RequestRule,
  responses: readonly ResponseRate[],
  total: number,
  { protocol, direction, windowSeconds }: RequestScope,
): Health {
  const matching = responses.filter((r) => matchesPattern(rule.code, healthCode(r, protocol)));
  if (matching.length === 0) return HEALTHY;
  const rate = totalRate(matching);
  const ratio = Math.min(1, rate / total);
  if (ratio <= 0 || (ratio < rule.degraded && !fails(ratio, rule))) return HEALTHY;
  const requests = Math.round(total * windowSeconds);
  const few = fails(ratio, rule) && requests < FEWEST_REQUESTS;
  const level = fails(ratio, rule) && !few ? "failing" : "degraded";
  const reason: HealthReason = {
    code: "error-ratio",
    level,
    rule: rule.rule,
    protocol,
    direction,
    ratio,
    threshold: level === "failing" ? rule.failure : rule.degraded,
    ratePerSecond: rate,
    seen: seenIn(matching, protocol),
    annotation: rule.annotation,
  };
  const reasons: readonly HealthReason[] = few
    ? [reason, { code: "few-requests", level: "degraded", requests, ratio }]
    : [reason];
  return { level, reasons };
}

const fails = (ratio: number, { failure }: RequestRule): boolean => failure > 0 && ratio >= failure;

/**
 * What rules call the answer: the gRPC status of a gRPC call that has one other than OK, else `-` for no response, else
 * the gRPC status OK or the HTTP code (a gRPC call that got no gRPC answer). The same order as `answerSide`.
 */
function healthCode(response: ResponseRate, protocol: string): string {
  const status = protocol === "grpc" ? response.grpcStatus : "";
  if (status !== "" && status !== "0") return status;
  if (hasNoResponse(response)) return "-";
  return status === "0" && response.code.startsWith("2") ? status : response.code;
}

function nameOf(response: ResponseRate, protocol: string): string {
  const hasFlags = response.flags !== "" && response.flags !== "-";
  const code = healthCode(response, protocol);
  return hasFlags ? `${code} ${response.flags}` : code;
}

/** Codes with their flags (`503 UH`), most frequent first. */
function seenIn(responses: readonly ResponseRate[], protocol: string): readonly string[] {
  const [first] = responses;
  if (first !== undefined && responses.length === 1) return [nameOf(first, protocol)];
  const rates = new Map<string, number>();
  for (const response of responses) {
    const name = nameOf(response, protocol);
    rates.set(name, (rates.get(name) ?? 0) + response.rate);
  }
  return [...rates].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

/**
 * Health of a workload by its replicas: none wanted is not ready, none ready of some wanted failing, fewer than wanted
 * degraded. Without a known number it is unknown.
 *
 * @param reason why pods are not ready, where they say
 */
export function evaluateReplicas(replicas: {
  readonly workload: string;
  readonly desired: number | null;
  readonly ready: number;
  readonly reason: string | null;
}): Health {
  const { workload, desired, ready, reason } = replicas;
  if (desired === null) return UNKNOWN;
  if (desired === 0) {
    return {
      level: "not-ready",
      reasons: [{ code: "scaled-to-zero", level: "not-ready", workload }],
    };
  }
  if (ready >= desired) return HEALTHY;
  const level = ready === 0 ? "failing" : "degraded";
  return { level, reasons: [{ code: "replicas", level, workload, ready, desired, reason }] };
}

/** A service that selects pods of which none is ready: failing when it is called, degraded while nobody calls. */
export function evaluateEndpoints(service: string, requestsPerSecond: number): Health {
  const level = requestsPerSecond > 0 ? "failing" : "degraded";
  return { level, reasons: [{ code: "no-endpoints", level, service }] };
}

/**
 * A route to a subset or cluster that does not exist (flag `NC`): each such request fails, so it is degraded from the
 * first on, and failing from a tenth of the requests on.
 *
 * @returns healthy when `ratePerSecond` is 0
 */
export function evaluateMissingSubsets(missing: {
  readonly subsets: readonly string[];
  readonly ratePerSecond: number;
  readonly totalPerSecond: number;
}): Health {
  const { subsets, ratePerSecond, totalPerSecond } = missing;
  if (ratePerSecond <= 0) return HEALTHY;
  const level = ratePerSecond >= 0.1 * totalPerSecond ? "failing" : "degraded";
  return { level, reasons: [{ code: "missing-subset", level, subsets, ratePerSecond }] };
}

/** The worst of several, with the reasons of all, worst first. Unknown yields to everything; of none it is unknown. */
export function worstHealth(all: readonly Health[]): Health {
  let worst = LEVELS.length - 1;
  const reasons: HealthReason[] = [];
  for (const health of all) {
    worst = Math.min(worst, rankOf(health));
    reasons.push(...health.reasons);
  }
  const level = LEVELS[worst] ?? "unknown";
  if (reasons.length === 0) return level === "healthy" ? HEALTHY : { level, reasons };
  const distinct =
    reasons.length < 2
      ? reasons
      : [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
  return { level, reasons: distinct.sort((a, b) => rankOf(a) - rankOf(b)) };
}

const rankOf = ({ level }: { readonly level: HealthLevel }): number => LEVELS.indexOf(level);

function pattern(text: string): Pattern {
  const parsed = wholePattern(text);
  if (parsed === null) throw new Error(`not a pattern: ${text}`);
  return parsed;
}
