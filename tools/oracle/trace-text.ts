import { bareKind } from "../../lib/mesh/model/kinds";
import type { TraceAnswer } from "../../lib/mesh/trace/answer";
import type { OracleAnswer } from "./ask";

/**
 * An answer about one request in one line, the same from istiod and from Heddle: what becomes of it, which rule decides, where it goes
 * with shares and endpoints, then what is not as it is without rules.
 */
type Line = {
  readonly outcome: string;
  /** `VirtualService b/r http[0]`, or nothing. */
  readonly by: string;
  readonly to: readonly string[];
  readonly rest: readonly string[];
};

const lineText = ({ outcome, by, to, rest }: Line): string => {
  const head = [outcome, by].filter((part) => part !== "").join(" ");
  const where = to.length === 0 ? [] : [to.join(", ")];
  return [[head, ...where].join(" -> "), ...rest].join("; ");
};

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

const target = (host: string, subset: string | null, port: number | null): string =>
  `${host}|${subset ?? ""}|${port}`;

const USUAL = "2 connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

const retries = (attempts: number, on: string): readonly string[] => {
  const found = attempts === 0 ? "none" : `${attempts} ${on}`;
  return found === USUAL ? [] : [`retries ${found}`];
};

const isForwarded = ({ outcome }: { readonly outcome: string }): boolean =>
  outcome === "forward" || outcome === "no-endpoints";

type OracleCluster = NonNullable<OracleAnswer["clusters"]>[number];

function endpointsOf({ missing, facts, endpoints = [] }: OracleCluster): string {
  if (missing) return "missing";
  if (facts?.type === "ORIGINAL_DST") return "called";
  const usable = endpoints.filter(({ health = "" }) => ["", "HEALTHY", "UNKNOWN"].includes(health));
  return String(usable.length);
}

/** The oracle's answer. */
export function oracleTrace(a: OracleAnswer): string {
  const object = (a.routeObject ?? "").replace("virtual-service/", "VirtualService/");
  const hasRule = !a.tcp && object !== "" && a.routePath !== undefined;
  return lineText({
    outcome: a.outcome,
    by: hasRule ? `${object.replace("/", " ")} ${a.routePath}` : "",
    to: isForwarded(a)
      ? (a.clusters ?? []).map(
          (c) =>
            `${target(c.host ?? "", c.subset ?? null, c.port ?? null)} ${percent(c.share)} (${endpointsOf(c)})`,
        )
      : [],
    rest: [
      ...(a.redirect ? [`${a.redirect.code} ${a.redirect.location}`] : []),
      ...(a.outcome === "direct-response" ? [String(a.directResponse?.status)] : []),
      ...oracleChanges(a),
    ],
  });
}

const oracleChanges = ({ rewrite, timeoutMs, retry, mirrors, fault, ...a }: OracleAnswer) => [
  ...(rewrite?.path ? [`path ${rewrite.path}`] : []),
  ...(rewrite?.authority ? [`authority ${rewrite.authority}`] : []),
  ...(timeoutMs ? [`timeout ${timeoutMs}`] : []),
  ...(isForwarded(a) && retry ? retries(retry.attempts, retry.on ?? "") : []),
  ...(mirrors ?? []).map(
    (m) => `mirror ${m.percent}% ${target(m.host ?? "", m.subset ?? null, m.port ?? null)}`,
  ),
  ...(fault?.delayPercent ? [`delay ${fault.delayMs} ${fault.delayPercent}%`] : []),
  ...(fault?.abortPercent ? [`abort ${fault.abortStatus} ${fault.abortPercent}%`] : []),
];

const isConnection = ({ hops }: TraceAnswer): boolean =>
  hops.some((h) => h.code === "connection" || h.code === "egress-connection");

/** Heddle's answer. */
export function heddleTrace(a: TraceAnswer): string {
  const { route } = a;
  const missing = new Set(
    a.hops
      // A backend that is none has no cluster either.
      .filter((hop) => hop.code.startsWith("missing-") || hop.code === "refused")
      .map(({ facts }) => `${facts["host"]}|${facts["subset"] ?? ""}|${facts["port"]}`),
  );
  const destination = (d: TraceAnswer["destinations"][number]) => {
    const name = target(d.host, d.subset, d.port);
    return `${name} ${percent(d.share)} (${missing.has(name) ? "missing" : (d.endpoints ?? "called")})`;
  };
  return lineText({
    outcome: a.outcome,
    by:
      route && !isConnection(a)
        ? `${bareKind(route.object.kind)} ${route.object.namespace}/${route.object.name} ${route.path}`
        : "",
    to: isForwarded(a) ? a.destinations.map(destination) : [],
    rest: [
      ...(a.redirect ? [`${a.redirect.code} ${a.redirect.location}`] : []),
      ...(a.outcome === "direct-response" ? [String(a.status)] : []),
      ...heddleChanges(a),
    ],
  });
}

function heddleChanges(a: TraceAnswer): readonly string[] {
  const { rewrite, fault } = a;
  return [
    ...(rewrite?.path ? [`path ${rewrite.path}`] : []),
    ...(rewrite?.authority ? [`authority ${rewrite.authority}`] : []),
    ...(a.timeoutMs ? [`timeout ${a.timeoutMs}`] : []),
    ...(isForwarded(a) && !isConnection(a) ? retries(a.retries.attempts, a.retries.on) : []),
    ...a.mirror.map((m) => `mirror ${m.percent}% ${target(m.host, m.subset, m.port)}`),
    ...(fault?.delay?.percent ? [`delay ${fault.delay.ms} ${fault.delay.percent}%`] : []),
    ...(fault?.abort?.percent ? [`abort ${fault.abort.status} ${fault.abort.percent}%`] : []),
  ];
}
