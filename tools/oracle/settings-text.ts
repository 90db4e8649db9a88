import type { TraceAnswer, TraceHop } from "../../lib/mesh/trace/answer";
import type { OracleAnswer } from "./ask";

/**
 * What holds at the destinations of a request in one line, the same from istiod and from Heddle: the load balancer with what it hashes,
 * whether localities have weights, outlier detection, limits that are not the usual ones, and TLS that a rule sets.
 */
type Settings = {
  readonly balancer: string;
  readonly weighted: boolean;
  /** Empty where none is in force. */
  readonly outlier: Readonly<Record<string, number>>;
  readonly pool: Readonly<Record<string, number>>;
  readonly tls: string;
};

const UNBOUNDED = 4_294_967_295;
const CONNECT_TIMEOUT = 10_000;

/** What the proxy takes where it is told nothing. Source: Envoy `api/envoy/config/cluster/v3/outlier_detection.proto`. */
const OUTLIER = {
  consecutive5xx: 5,
  intervalMs: 10_000,
  baseEjectionMs: 30_000,
  maxEjectionPercent: 10,
};

const POOL = ["connectTimeoutMs", "maxConnections", "maxPending", "maxRequests", "maxRetries"];

function settingsText({ balancer, weighted, outlier, pool, tls }: Settings): string {
  const limits = POOL.flatMap((name) => {
    const value = pool[name] ?? UNBOUNDED;
    const usual = name === "connectTimeoutMs" ? CONNECT_TIMEOUT : UNBOUNDED;
    return value === usual || value === UNBOUNDED ? [] : [`${name} ${value}`];
  });
  const ejects = Object.entries(outlier)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${value}`);
  return [
    balancer,
    ...(weighted ? ["weighted localities"] : []),
    ...(ejects.length > 0 ? [`outliers ${ejects.join(" ")}`] : []),
    ...(limits.length > 0 ? [`limits ${limits.join(" ")}`] : []),
    ...(tls === "" ? [] : [`tls ${tls}`]),
  ].join("; ");
}

/** The oracle's answer. What is hashed counts where a ring uses it. */
export function oracleSettings({ clusters, hash, tcp }: OracleAnswer): string {
  const [cluster] = clusters ?? [];
  const facts = cluster?.facts;
  if (!facts) return "none";
  const { lb = "", outlier, connectionPool = {}, localityWeighted, tls = "", sni } = facts;
  const ring = lb === "RING_HASH" || lb === "MAGLEV";
  // The oracle does not tell what is hashed of a connection.
  const of = !ring || tcp ? "" : ` of ${hash?.join(", ") ?? "nothing"}`;
  return settingsText({
    balancer: `${lb}${of}`,
    weighted: localityWeighted === true && lb !== "CLUSTER_PROVIDED",
    outlier: outlier ? { ...OUTLIER, ...outlier } : {},
    pool: tcp ? ofConnection(connectionPool) : connectionPool,
    tls: ["SIMPLE", "MUTUAL"].includes(tls) ? [tls, sni ?? ""].join(" ").trim() : "",
  });
}

/** Limits of requests are in the cluster of a connection too, and bound nothing there. */
const ofConnection = ({
  maxRequests: _,
  maxRetries: __,
  ...rest
}: Readonly<Record<string, number>>): Readonly<Record<string, number>> => rest;

const BALANCERS: Readonly<Record<string, string>> = {
  "least-request": "LEAST_REQUEST",
  "round-robin": "ROUND_ROBIN",
  random: "RANDOM",
};

const HASHED: Readonly<Record<string, string>> = {
  cookie: "cookie",
  header: "header",
  "query-parameter": "query",
  "source-address": "sourceIp",
};

const WEIGHTED = new Set(["distribute", "failover", "failover-priority"]);

/** Heddle's answer. */
export function heddleSettings({ hops }: TraceAnswer): string {
  const found = (at: TraceHop["at"]) => hops.find((hop) => hop.at === at);
  const balancer = found("load-balancer");
  const outlier = found("outlier-detection");
  const tls = found("tls");
  const pool = numbers(found("connection-pool")?.facts ?? {});
  const { maxPendingRequests: maxPending = UNBOUNDED } = pool;
  return settingsText({
    balancer: balancerText(balancer, found("listener")?.code === "connection"),
    weighted: WEIGHTED.has(found("locality")?.code ?? ""),
    outlier: outlier ? outlierOf(numbers(outlier.facts)) : {},
    pool: { ...pool, maxPending },
    tls:
      tls?.code === "simple" || tls?.code === "mutual"
        ? [tls.code.toUpperCase(), tls.facts["sni"] ?? ""].join(" ").trim()
        : "",
  });
}

function balancerText(hop: TraceHop | undefined, tcp: boolean): string {
  if (!hop) return "CLUSTER_PROVIDED";
  const { code, facts } = hop;
  const ring = code === "consistent-hash" || code === "hash-of-nothing";
  if (!ring) return BALANCERS[code] ?? "CLUSTER_PROVIDED";
  if (tcp) return String(facts["table"]);
  const of = HASHED[String(facts["of"])];
  return `${facts["table"]} of ${[of ?? "nothing", facts["name"]].filter(Boolean).join(" ")}`;
}

function outlierOf(facts: Readonly<Record<string, number>>) {
  const { consecutiveGateway } = facts;
  const known = Object.keys(OUTLIER).flatMap((name) => {
    const value = facts[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(known),
    ...(consecutiveGateway !== undefined && { consecutiveGateway }),
  };
}

const numbers = (facts: TraceHop["facts"]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === "number" ? [[name, value]] : [],
    ),
  );
