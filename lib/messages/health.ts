import { formatRate, formatRatio } from "@/lib/format/figures";
import type { HealthLevel, HealthReason } from "@/lib/mesh/telemetry/health";

const LEVELS: Readonly<Record<HealthLevel, string>> = {
  failing: "Failing",
  degraded: "Degraded",
  "not-ready": "Not ready",
  healthy: "Healthy",
  unknown: "Unknown",
};

type ErrorRatio = Extract<HealthReason, { readonly code: "error-ratio" }>;

const PROTOCOLS: Readonly<Record<string, string>> = { http: "HTTP", grpc: "gRPC", tcp: "TCP" };

const protocolName = (protocol: string): string => PROTOCOLS[protocol] ?? protocol;

/** What the rule counts, as the subject of a sentence. */
const COUNTED: Readonly<Record<ErrorRatio["rule"], string>> = {
  "5xx": "end in 5xx",
  "4xx": "end in 4xx",
  grpc: "end in a gRPC error",
  "no-response": "get no response",
  custom: "match the rule",
};

/** `404, 503 UH` and, of the rest, how many there are. */
function seenText(seen: readonly string[]): string {
  const most = 3;
  if (seen.length === 0) return "";
  const rest = seen.length > most ? ` and ${seen.length - most} more` : "";
  return ` (${seen.slice(0, most).join(", ")}${rest})`;
}

function errorRatioText(reason: ErrorRatio): string {
  const { annotation, direction, level, protocol, ratio, ratePerSecond, rule, seen } = reason;
  const requests = `${direction} ${protocolName(protocol)} requests`;
  const from = annotation === null ? "" : `, as set by ${annotation}`;
  const threshold = reason.threshold === 0 ? "above 0" : `from ${formatRatio(reason.threshold)}`;
  return (
    `${formatRatio(ratio)} of ${requests} ${COUNTED[rule]}${seenText(seen)}, ` +
    `${formatRate(ratePerSecond)}; ${level} ${threshold}${from}.`
  );
}

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(", ");

/** One reason as a sentence with its figures and the rule that was applied. */
function reasonText(reason: HealthReason): string {
  switch (reason.code) {
    case "error-ratio":
      return errorRatioText(reason);
    case "few-requests":
      return `${formatRatio(reason.ratio)} fail, but of ${reason.requests} requests in the window: too few to call it failing.`;
    case "scaled-to-zero":
      return `${reason.workload} is scaled to zero.`;
    case "replicas": {
      const why = reason.reason === null ? "" : ` (${reason.reason})`;
      return `${reason.workload}: ${reason.ready} of ${reason.desired} pods are ready${why}.`;
    }
    case "no-endpoints":
      return reason.level === "failing"
        ? `${reason.service} is called and has no ready endpoint.`
        : `${reason.service} has no ready endpoint; nobody calls it.`;
    case "missing-subset": {
      const rate = formatRate(reason.ratePerSecond);
      return reason.subsets.length === 0
        ? `${rate} go to a cluster that the proxy does not have (NC).`
        : `${rate} go to ${reason.subsets.length === 1 ? "the subset" : "the subsets"} ${quoted(reason.subsets)}, which no DestinationRule defines (NC).`;
    }
  }
}

/** Health in words: the level, and why it holds. */
export const healthText = {
  level: (level: HealthLevel) => LEVELS[level],
  protocol: protocolName,
  reason: reasonText,
  /** For a level that has no reasons. */
  plain: {
    healthy: "No rule is broken in this window.",
    unknown: "There are no requests here that a rule could judge.",
    idle: "No requests in this window.",
    /** No figures at all: what is said rests on pods and objects alone. */
    unread: {
      healthy: "Its pods are ready; requests are not known.",
      unknown: "Requests are not known, so nothing can be judged.",
    },
  },
} as const;
