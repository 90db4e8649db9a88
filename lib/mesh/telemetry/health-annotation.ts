import { type Pattern, parsePattern } from "./matching/pattern";

/** Read from workloads, services and their templates; users of Kiali have it on their objects already. */
export const HEALTH_ANNOTATION = "health.kiali.io/rate";

/** When requests with certain answers make something degraded or failing. Thresholds are ratios, 0..1. */
export type RequestRule = {
  readonly rule: "5xx" | "4xx" | "grpc" | "no-response" | "custom";
  /** Matched against the HTTP code, the gRPC status, or `-` for no response. */
  readonly code: Pattern;
  readonly protocol: Pattern;
  /** Matched against `inbound` and `outbound`. */
  readonly direction: Pattern;
  /** Reached from this ratio on, when any such answer was seen: 0 is "more than none". */
  readonly degraded: number;
  /** As `degraded`; 0 is "never". */
  readonly failure: number;
  /** The entry of the annotation it comes from; `null` for a default. */
  readonly annotation: string | null;
};

export type AnnotationProblem = {
  readonly code:
    | "not-five-fields"
    | "threshold-not-a-number"
    | "degraded-above-failure"
    | "not-a-pattern";
  /** The entry as it stands. */
  readonly entry: string;
};

/** The rules of an annotation, in its order, and the entries that say nothing. */
export type HealthAnnotation = {
  readonly rules: readonly RequestRule[];
  readonly problems: readonly AnnotationProblem[];
};

/**
 * Reads `code,degraded,failure,protocol,direction;…` as Kiali's server does: entries apart by `;`, thresholds in
 * percent, `X` in a code is a digit, every expression holds for the whole text and an empty one for all. An entry that
 * is wrong is left out, and with none left the defaults hold. Unlike Kiali, an expression that does not compile is
 * left out too: there it would match every answer, and paint a healthy service red.
 *
 * source: https://github.com/kiali/kiali package business, `ParseHealthAnnotation` and `CompileTolerance`;
 * https://kiali.io/docs/configuration/health/
 */
export function parseHealthAnnotation(value: string): HealthAnnotation {
  const rules: RequestRule[] = [];
  const problems: AnnotationProblem[] = [];
  for (const entry of value.split(";").map((part) => part.trim())) {
    if (entry === "") continue;
    const rule = parseEntry(entry);
    if (typeof rule === "string") problems.push({ code: rule, entry });
    else rules.push(rule);
  }
  return { rules, problems };
}

function parseEntry(entry: string): RequestRule | AnnotationProblem["code"] {
  const [code, degraded, failure, protocol, direction, ...more] = entry.split(",");
  if (code === undefined || degraded === undefined || failure === undefined)
    return "not-five-fields";
  if (protocol === undefined || direction === undefined || more.length > 0)
    return "not-five-fields";
  const degradedPercent = parsePercent(degraded);
  const failurePercent = parsePercent(failure);
  if (degradedPercent === null || failurePercent === null) return "threshold-not-a-number";
  if (degradedPercent > failurePercent) return "degraded-above-failure";
  const patterns = {
    code: wholePattern(code.replace(/[Xx]/g, "\\d")),
    protocol: wholePattern(protocol),
    direction: wholePattern(direction),
  };
  if (patterns.code === null || patterns.protocol === null || patterns.direction === null) {
    return "not-a-pattern";
  }
  return {
    rule: "custom",
    code: patterns.code,
    protocol: patterns.protocol,
    direction: patterns.direction,
    degraded: degradedPercent / 100,
    failure: failurePercent / 100,
    annotation: entry,
  };
}

function parsePercent(text: string): number | null {
  const trimmed = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}

/**
 * The expression with `^` and `$` put where it lacks them, as Kiali anchors it (so `5XX|404` is `^5\d\d|404$`);
 * `null` where it is none.
 */
export function wholePattern(text: string): Pattern | null {
  const expression = text === "" ? ".*" : text;
  const head = expression.startsWith("^") ? "" : "^";
  const tail = expression.endsWith("$") ? "" : "$";
  const parsed = parsePattern(`${head}${expression}${tail}`);
  return parsed.ok ? parsed.value : null;
}
