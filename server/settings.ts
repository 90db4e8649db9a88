import "server-only";
import path from "node:path";
import { z } from "zod";
import {
  dnsLabel,
  flag,
  headers,
  headerValue,
  healthRules,
  httpUrl,
  list,
  type Setting,
  setting,
  text,
  wholeNumber,
} from "./setting-schemas";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const SERVER = {
  host: setting({
    name: "HEDDLE_HOST",
    schema: z
      .string()
      .regex(/^[0-9A-Za-z.:_-]+$/)
      .default("127.0.0.1"),
    allowed: "a host name or an IP address to listen on",
    default: "127.0.0.1",
    purpose: "Address to listen on. The default answers this machine alone.",
  }),
  port: setting({
    name: "HEDDLE_PORT",
    or: "PORT",
    schema: wholeNumber(1, 65_535).default(3000),
    allowed: "a whole number from 1 to 65535",
    default: "3000",
    purpose: "Port to listen on.",
  }),
  allowedHosts: setting({
    name: "HEDDLE_ALLOWED_HOSTS",
    schema: list(z.string().regex(/^(\*|[0-9A-Za-z._-]+)$/)).optional(),
    allowed: "host names without ports, separated by commas, or * for any",
    default: "names of this machine; any IP address where HEDDLE_HOST is not loopback",
    purpose:
      "Names under which browsers may reach it. Requests under others are refused (DNS rebinding).",
  }),
  source: setting({
    name: "HEDDLE_SOURCE",
    schema: z.enum(["demo", "cluster"]).optional(),
    allowed: "demo or cluster",
    default: "cluster (demo under `npm run dev`)",
    purpose:
      "Where the mesh comes from: the embedded demo, whose traffic `PROMETHEUS_URL` can replace, or Kubernetes and Prometheus.",
  }),
  logLevel: setting({
    name: "HEDDLE_LOG_LEVEL",
    schema: z.enum(LOG_LEVELS).default("info"),
    allowed: LOG_LEVELS.join(", "),
    default: "info",
    purpose: "Least severe log line written (JSON, on standard output).",
  }),
  otlpEndpoint: setting({
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    schema: httpUrl.optional(),
    allowed: "an http(s) URL of an OTLP/HTTP receiver",
    default: "none",
    purpose: "Sends spans of ticks, queries and requests to this receiver.",
  }),
} as const;

const STORE = {
  dataDir: setting({
    name: "HEDDLE_DATA_DIR",
    schema: z
      .string()
      .refine((value) => path.isAbsolute(value))
      .optional(),
    allowed: "the absolute path of a folder",
    default: "~/.local/share/heddle (demo: heddle-demo)",
    purpose:
      "Folder for drafts, changes and their journal, and for what is written to the demo. It serves one process; a database is made in it with the first thing to keep.",
  }),
  databaseUrl: setting({
    name: "DATABASE_URL",
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    allowed: "a URL such as postgres://user:password@host:5432/database?sslmode=verify-full",
    default: "none: the folder is used",
    purpose: "PostgreSQL to use instead of the folder; several replicas may share it.",
    secret: true,
  }),
} as const;

const CLUSTER = {
  kubeconfig: setting({
    name: "KUBECONFIG",
    schema: text,
    allowed: "paths of kubeconfig files, separated as PATH is",
    default: "in-cluster, else ~/.kube/config",
    purpose: "Kubeconfig files, merged as kubectl merges them.",
  }),
  contexts: setting({
    name: "HEDDLE_CONTEXTS",
    schema: list(z.string()).optional(),
    allowed: "names of kubeconfig contexts, separated by commas",
    default: "the current context",
    purpose: "Contexts to watch, one cluster each.",
  }),
  clusterName: setting({
    name: "HEDDLE_CLUSTER_NAME",
    schema: z.string().max(253).optional(),
    allowed: "a name of at most 253 characters",
    default: "the context's name, or `kubernetes` in a cluster",
    purpose: "Name shown for a single cluster.",
  }),
  istioClusterId: setting({
    name: "HEDDLE_ISTIO_CLUSTER_ID",
    schema: list(z.string().regex(/^[^\s=]{1,253}(=[^\s=]{1,253})?$/)).optional(),
    allowed:
      "the mesh's ID of the cluster, or for several contexts `context=ID`, separated by commas",
    default: "what the proxies of the cluster say",
    purpose:
      "What the mesh calls the cluster in its metrics (`global.multiCluster.clusterName`), where no proxy can be asked.",
  }),
  namespaces: setting({
    name: "HEDDLE_NAMESPACES",
    schema: list(dnsLabel).optional(),
    allowed: "names of namespaces, separated by commas",
    default: "that of the context",
    purpose: "Namespaces to read where the user may not read the whole cluster.",
  }),
} as const;

const PROMETHEUS = {
  prometheusUrl: setting({
    name: "PROMETHEUS_URL",
    schema: httpUrl.optional(),
    allowed: "an http(s) URL, with the path prefix if there is one",
    default: "none: no traffic is shown (the demo shows its own)",
    purpose:
      "Prometheus, or anything with its HTTP API v1 (Thanos, Mimir, VictoriaMetrics). With the demo: a Prometheus that scrapes it.",
  }),
  prometheusToken: setting({
    name: "PROMETHEUS_TOKEN",
    schema: headerValue.optional(),
    allowed: "a bearer token on one line",
    default: "none",
    purpose: "Bearer token sent to Prometheus.",
    secret: true,
  }),
  prometheusTokenFile: setting({
    name: "PROMETHEUS_TOKEN_FILE",
    schema: text,
    allowed: "the path of a file",
    default: "none",
    purpose: "File with the bearer token; read again when it changes.",
  }),
  prometheusHeaders: setting({
    name: "PROMETHEUS_HEADERS",
    schema: headers.optional(),
    allowed: 'a JSON object of header names and values, such as {"X-Scope-OrgID":"team"}',
    default: "none",
    purpose: "More headers sent to Prometheus.",
    secret: true,
  }),
  prometheusUsername: setting({
    name: "PROMETHEUS_USERNAME",
    schema: z
      .string()
      .regex(/^[^:]+$/)
      .optional(),
    allowed: "a user name without a colon",
    default: "none",
    purpose: "User of basic authentication.",
  }),
  prometheusPassword: setting({
    name: "PROMETHEUS_PASSWORD",
    schema: text,
    allowed: "a password",
    default: "none",
    purpose: "Password of basic authentication.",
    secret: true,
  }),
  prometheusCaFile: setting({
    name: "PROMETHEUS_CA_FILE",
    schema: text,
    allowed: "the path of a PEM file",
    default: "the system's authorities",
    purpose: "Certificate authorities trusted for Prometheus.",
  }),
  prometheusTimeoutMs: setting({
    name: "PROMETHEUS_TIMEOUT_MS",
    schema: wholeNumber(100, 120_000).default(10_000),
    allowed: "a whole number of milliseconds from 100 to 120000",
    default: "10000",
    purpose: "Longest wait for one answer of Prometheus.",
  }),
  prometheusInsecure: setting({
    name: "PROMETHEUS_INSECURE",
    schema: flag.default(false),
    allowed: "true or false",
    default: "false",
    purpose: "Accepts any certificate from Prometheus.",
  }),
} as const;

const LIVE = {
  tickSeconds: setting({
    name: "HEDDLE_TICK_SECONDS",
    schema: wholeNumber(1, 300).optional(),
    allowed: "a whole number of seconds from 1 to 300",
    default: "the scrape interval, at least 5",
    purpose: "Time between two readings of traffic.",
  }),
  windowSeconds: setting({
    name: "HEDDLE_WINDOW_SECONDS",
    schema: wholeNumber(10, 3600).default(60),
    allowed: "a whole number of seconds from 10 to 3600",
    default: "60",
    purpose: "Window of rates; raised to four scrape intervals where it is shorter.",
  }),
  pastSeconds: setting({
    name: "HEDDLE_PAST_SECONDS",
    schema: wholeNumber(600, 2_592_000).default(7200),
    allowed: "a whole number of seconds from 600 to 2592000",
    default: "7200",
    purpose:
      "How far back a moment can be chosen, as far as Prometheus keeps samples. The time bar shows the last two hours of it.",
  }),
  healthProfile: setting({
    name: "HEDDLE_HEALTH_PROFILE",
    schema: z.enum(["heddle", "kiali"]).default("heddle"),
    allowed: "heddle or kiali",
    default: "heddle",
    purpose: "Thresholds of health: `kiali` degrades at the first error.",
  }),
  healthRules: setting({
    name: "HEDDLE_HEALTH_RULES",
    schema: healthRules.default([]),
    allowed:
      'a JSON list such as [{"namespace":"shop","kind":"service","name":"cart.*","rate":"5XX,2,10,http,inbound"}]; namespace, kind (service, workload, app or external) and name may be left out, rate is written as in the annotation health.kiali.io/rate',
    default: "none",
    purpose:
      "Thresholds for some namespaces, kinds or names: the first entry that fits. The annotation `health.kiali.io/rate` of an object goes first.",
  }),
} as const;

const DEMO = {
  demoSeed: setting({
    name: "HEDDLE_DEMO_SEED",
    schema: wholeNumber(0, 4_294_967_295).default(1),
    allowed: "a whole number from 0 to 4294967295",
    default: "1",
    purpose: "Seed of the demo: the same seed gives the same traffic.",
  }),
  demoMetricsPort: setting({
    name: "HEDDLE_DEMO_METRICS_PORT",
    schema: wholeNumber(1, 65_535).optional(),
    allowed: "a whole number from 1 to 65535",
    default: "none",
    purpose:
      "Exposes the demo's traffic as Istio metrics at `/metrics` of this port, on HEDDLE_HOST.",
  }),
} as const;

/** Every setting there is, in the order of the table in README.md. */
export const SETTINGS = {
  ...SERVER,
  ...STORE,
  ...CLUSTER,
  ...PROMETHEUS,
  ...LIVE,
  ...DEMO,
} as const;

export type SettingKey = keyof typeof SETTINGS;

export type Settings = {
  readonly [K in SettingKey]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};

/** The table of settings as Markdown, one row for each. */
export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(
    (s) => `| ${s.names.map((n) => `\`${n}\``).join(", ")} | ${s.default} | ${s.purpose} |`,
  );
  return ["| Variable | Default | Purpose |", "|---|---|---|", ...rows].join("\n");
}
