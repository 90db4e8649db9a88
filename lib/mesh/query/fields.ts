import type { CompareField, FlagField, MatchField } from "./query";

/**
 * How a number is written. `unit` converts to the base unit by a power of ten, so that no digit is lost; the first one is printed. Units of
 * time are `times` the base unit, smallest first: the largest one that needs no fraction is printed.
 * Ratios need a unit from 1 on: in `err>5` nobody can tell 5 % from 500 %.
 */
export type Measure = {
  readonly units: readonly {
    readonly unit: string;
    readonly exponent: number;
    readonly times?: number;
  }[];
  readonly ratio: boolean;
};

const RATIO: Measure = { units: [{ unit: "%", exponent: -2 }], ratio: true };
const DURATION: Measure = {
  units: [
    { unit: "ms", exponent: 0 },
    { unit: "s", exponent: 3 },
  ],
  ratio: false,
};
const REQUESTS: Measure = {
  units: [
    { unit: "", exponent: 0 },
    { unit: "rps", exponent: 0 },
  ],
  ratio: false,
};
const BYTES: Measure = {
  units: [
    { unit: "B/s", exponent: 0 },
    { unit: "kB/s", exponent: 3 },
    { unit: "MB/s", exponent: 6 },
    { unit: "GB/s", exponent: 9 },
  ],
  ratio: false,
};
const AGE: Measure = {
  units: [
    { unit: "s", exponent: 0, times: 1 },
    { unit: "m", exponent: 0, times: 60 },
    { unit: "h", exponent: 0, times: 3_600 },
    { unit: "d", exponent: 0, times: 86_400 },
  ],
  ratio: false,
};
const COUNT: Measure = { units: [{ unit: "", exponent: 0 }], ratio: false };

/** What a term is about. A new term is a new row in `FIELDS`; parser, printer, matcher and completion follow. */
export type FieldInfo =
  | {
      readonly type: "match";
      readonly field: MatchField;
      /** `label:key=value`. */
      readonly keyed: boolean;
      /** All values there are, where the list is closed; `null` where any text may stand. */
      readonly values: readonly string[] | null;
    }
  | { readonly type: "compare"; readonly field: CompareField; readonly measure: Measure }
  | { readonly type: "flag"; readonly field: FlagField }
  /** Part of the language, but nothing here can answer it yet. */
  | { readonly type: "not-yet" };

type Info<T extends FieldInfo["type"]> = Extract<FieldInfo, { readonly type: T }>;

const match = (field: MatchField, values: readonly string[] | null = null): Info<"match"> => ({
  type: "match",
  field,
  keyed: field === "label",
  values,
});
const compare = (field: CompareField, measure: Measure): Info<"compare"> => ({
  type: "compare",
  field,
  measure,
});
const flag = (field: FlagField): FieldInfo => ({ type: "flag", field });
const notYet: FieldInfo = { type: "not-yet" };

const MATCHES = {
  ns: match("ns"),
  app: match("app"),
  version: match("version"),
  kind: match("kind"),
  name: match("name"),
  label: match("label"),
  protocol: match("protocol", ["http", "grpc", "tcp"]),
  health: match("health", ["failing", "degraded", "not-ready", "healthy", "unknown"]),
  from: match("from"),
  to: match("to"),
  via: match("via"),
  service: match("service"),
  workload: match("workload"),
  cluster: match("cluster"),
  flag: match("flag"),
  code: match("code"),
  principal: match("principal"),
  sourceprincipal: match("sourceprincipal"),
  destprincipal: match("destprincipal"),
  severity: match("severity", ["error", "warning", "info", "none"]),
  owner: match("owner"),
} satisfies Record<MatchField, FieldInfo>;

const COMPARES = {
  rps: compare("rps", REQUESTS),
  err: compare("err", RATIO),
  "4xx": compare("4xx", RATIO),
  p50: compare("p50", DURATION),
  p95: compare("p95", DURATION),
  p99: compare("p99", DURATION),
  avg: compare("avg", DURATION),
  mtls: compare("mtls", RATIO),
  bytes: compare("bytes", BYTES),
  share: compare("share", RATIO),
  rank: compare("rank", COUNT),
  age: compare("age", AGE),
} satisfies Record<CompareField, FieldInfo>;

const FLAGS = {
  idle: flag("idle"),
  external: flag("external"),
  healthy: flag("healthy"),
  outside: flag("outside"),
  denied: flag("denied"),
  unknown: flag("unknown"),
  gateway: flag("gateway"),
  dead: flag("dead"),
  root: flag("root"),
  serviceentry: flag("serviceentry"),
} satisfies Record<FlagField, FieldInfo>;

/** Other names of terms, most of them Kiali's operands. They parse; the first name is what is printed. */
const ALIASES = {
  namespace: MATCHES.ns,
  responsetime: COMPARES.avg,
  throughput: COMPARES.bytes,
};

const LATER = {
  finding: notYet,
  draft: notYet,
  fault: notYet,
  mirror: notYet,
  timeout: notYet,
  circuitbreaker: notYet,
  trafficshifting: notYet,
};

const FIELDS: ReadonlyMap<string, FieldInfo> = new Map<string, FieldInfo>(
  Object.entries({ ...MATCHES, ...COMPARES, ...FLAGS, ...ALIASES, ...LATER }),
);

/** The term of this name, in any case; `null` when the language has none. */
export const fieldInfo = (name: string): FieldInfo | null => FIELDS.get(name.toLowerCase()) ?? null;

export const compareInfo = (field: CompareField): Measure => COMPARES[field].measure;

/** Names that can be used, in the order of the table, aliases and later ones left out. */
export const usableFields: readonly (readonly [string, FieldInfo])[] = Object.entries({
  ...MATCHES,
  ...COMPARES,
  ...FLAGS,
});

/** Terms that configuration objects answer. `code` is that of a finding there. */
export const CONFIG_TERMS: ReadonlySet<string> = new Set<MatchField | CompareField>([
  "ns",
  "kind",
  "name",
  "label",
  "severity",
  "owner",
  "code",
  "cluster",
  "age",
]);

/** Terms that only configuration objects answer. */
const CONFIG_ONLY: ReadonlySet<string> = new Set<MatchField | CompareField>([
  "severity",
  "owner",
  "age",
]);

/** Terms that nodes and edges of the graph answer. */
export const GRAPH_TERMS: ReadonlySet<string> = new Set(
  usableFields.map(([name]) => name).filter((name) => !CONFIG_ONLY.has(name)),
);

/** How a term of this name begins when written: `ns:`, `rps>`, `idle`. */
export function spelled(name: string, info: FieldInfo): string {
  if (info.type === "match") return `${name}:`;
  return info.type === "compare" ? `${name}>` : name;
}
