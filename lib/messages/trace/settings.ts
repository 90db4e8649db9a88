import type { TraceHop } from "@/lib/mesh/trace/answer";

type Facts = TraceHop["facts"];

type Says = readonly ["ok" | "warn" | "plain", (facts: Facts) => string];

type SettingPlace =
  | "load-balancer"
  | "locality"
  | "outlier-detection"
  | "connection-pool"
  | "tls"
  | "tunnel";

const text = (f: Facts, name: string): string => {
  const value = f[name];
  return Array.isArray(value) ? value.join("; ") : String(value ?? "");
};

const duration = (ms: number): string => {
  if (ms % 60_000 === 0 && ms > 0) return `${ms / 60_000} min`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
};

type Phrase = readonly [name: string, says: (value: number) => string];

/** The phrases whose fact is there, in order. */
const phrases = (f: Facts, all: readonly Phrase[]): string =>
  all.flatMap(([name, says]) => (f[name] === undefined ? [] : [says(Number(f[name]))])).join(", ");

const warmed = (name: string) => (f: Facts) =>
  [name, phrases(f, [["warmupMs", (ms) => `new endpoints warmed up for ${duration(ms)}`]])]
    .filter((part) => part !== "")
    .join(", ");

const HASHED: Readonly<Record<string, (f: Facts) => string>> = {
  cookie: (f) => `cookie ${text(f, "name")}`,
  header: (f) => `header ${text(f, "name")}`,
  "query-parameter": (f) => `query parameter ${text(f, "name")}`,
  "source-address": () => "the caller's address",
};

const LOAD_BALANCER: Readonly<Record<string, Says>> = {
  "least-request": ["plain", warmed("fewest requests in flight")],
  "round-robin": ["ok", warmed("round robin")],
  random: ["ok", () => "at random"],
  "called-address": ["plain", () => "nothing: the called address is used as it is"],
  "balancer-without-choice": [
    "warn",
    () => "nothing: the called address is used as it is, whatever the rule says",
  ],
  "consistent-hash": ["ok", (f) => `hash of ${HASHED[text(f, "of")]?.(f) ?? text(f, "of")}`],
  "hash-of-nothing": [
    "warn",
    () => "a hash of which nothing of this request is part: in effect at random",
  ],
};

const LOCALITY: Readonly<Record<string, Says>> = {
  off: ["plain", () => "not looked at"],
  distribute: ["ok", (f) => `shares: ${text(f, "shares")}${placesText(f)}`],
  "nearest-first": [
    "plain",
    (f) => `the nearest endpoints first, others when these fail${placesText(f)}`,
  ],
  "prefer-close": ["ok", (f) => `the nearest endpoints first (${text(f, "wish")})${placesText(f)}`],
  failover: [
    "ok",
    (f) => `the nearest endpoints first, then ${text(f, "failover")}${placesText(f)}`,
  ],
  "failover-priority": [
    "ok",
    (f) => `endpoints alike in ${text(f, "priority")} first${placesText(f)}`,
  ],
  "zone-aware": [
    "plain",
    () => "the caller's own zone as far as its endpoints suffice, then others",
  ],
  "labels-of-names": [
    "warn",
    () => "no effect: before Istio 1.30 labels tell no endpoints apart that are found by name",
  ],
  "failover-without-detection": [
    "warn",
    () => "no effect: without outlier detection no endpoint is given up",
  ],
};

/** What each locality gets of this caller's requests, where that is certain. */
function placesText(f: Facts): string {
  const places = text(f, "localities");
  if (places !== "") return `; of this caller's requests ${places}`;
  const n = f["preferred"];
  return typeof n === "number" ? `; ${n} ${n === 1 ? "takes" : "take"} all of this caller's` : "";
}

const OUTLIERS: readonly Phrase[] = [
  ["consecutive5xx", (n) => (n === 0 ? "5xx do not count" : `${n} times 5xx in a row`)],
  ["consecutiveGateway", (n) => `${n} gateway errors in a row`],
  ["consecutiveLocalOrigin", (n) => `${n} failures to connect in a row`],
  ["intervalMs", (ms) => `looked at every ${duration(ms)}`],
  ["baseEjectionMs", (ms) => `out for ${duration(ms)}`],
  ["maxEjectionPercent", (n) => `at most ${n} % out`],
];

const POOL: readonly Phrase[] = [
  ["maxConnections", (n) => `${n} connections`],
  ["maxPendingRequests", (n) => `${n} requests waiting`],
  ["maxRequests", (n) => `${n} requests at once`],
  ["maxRetries", (n) => `${n} retries at once`],
  ["retryBudgetPercent", (n) => `retries up to ${n} % of the requests`],
  ["maxRequestsPerConnection", (n) => `${n} requests per connection`],
  ["maxConcurrentStreams", (n) => `${n} streams per connection`],
  ["connectTimeoutMs", (ms) => `${duration(ms)} to connect`],
  ["idleTimeoutMs", (ms) => `closed after ${duration(ms)} idle`],
  ["maxConnectionDurationMs", (ms) => `closed after ${duration(ms)}`],
  ["keepaliveAfterMs", (ms) => `keepalive after ${duration(ms)}`],
];

const serverName = (f: Facts): string =>
  f["sni"] === undefined ? "" : `, server name ${f["sni"]}`;

const TLS: Readonly<Record<string, Says>> = {
  "plain-text": ["warn", () => "switched off"],
  simple: ["ok", (f) => `TLS without a certificate of the caller${serverName(f)}`],
  mutual: ["ok", (f) => `mutual TLS with certificates of its own${serverName(f)}`],
  "istio-mutual": ["ok", () => "mutual TLS of the mesh, whatever the server takes"],
  "tls-without-certificates": [
    "warn",
    () => "plain text: the Secret it names is not given to sidecars",
  ],
};

const TUNNEL: Readonly<Record<string, Says>> = {
  tunnel: ["ok", (f) => `${text(f, "method")} to ${text(f, "to")}`],
  "tunnel-for-connections-alone": ["warn", () => "no effect: HTTP requests go through no tunnel"],
};

/** What is said of the settings in force at a destination. */
export const SETTINGS: Readonly<Record<SettingPlace, Readonly<Record<string, Says>>>> = {
  "load-balancer": LOAD_BALANCER,
  locality: LOCALITY,
  "outlier-detection": {
    "outlier-detection": ["ok", (f) => phrases(f, OUTLIERS)],
  },
  "connection-pool": { "connection-pool": ["ok", (f) => phrases(f, POOL)] },
  tls: TLS,
  tunnel: TUNNEL,
};

/** Whether a hop says what holds at a destination. */
export const isSetting = ({ at }: Pick<TraceHop, "at">): boolean => at in SETTINGS;
