import "server-only";

/**
 * A PromQL string literal in double quotes. The only way a label value enters query text.
 *
 * Backslash, quote and control characters are escaped as Go does; everything else, braces and non-ASCII included, stands as it is.
 * source: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals
 */
export function quote(value: string): string {
  const escaped = value.replace(SPECIAL, (c) => {
    if (c === "\n") return "\\n";
    if (c === '"' || c === "\\") return `\\${c}`;
    return `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${escaped}"`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const SPECIAL = /["\\\u0000-\u001f\u007f]/g;

/** An RE2 expression that matches exactly this text. PromQL anchors matchers at both ends. */
export function escapeRegex(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$]/g, (c) => `\\${c}`);
}

/** `label="a"` for one value, an anchored `label=~"a|b"` for several. Label names are constants of this adapter. */
export function matchAny(label: string, values: readonly string[]): string {
  const [first, ...rest] = [...new Set(values)];
  if (first !== undefined && rest.length === 0) return `${label}=${quote(first)}`;
  return `${label}=~${quote([...new Set(values)].map(escapeRegex).join("|"))}`;
}

/** Rates recorded by the rules of the chart, by metric and window in seconds: `istio_edge:requests:rate1m`. */
export type RecordedRates = ReadonlyMap<string, string>;

/** Where the recorded rate of a metric over a window stands in `RecordedRates`. */
export function recordedKey(metric: string, windowSeconds: number): string {
  return `${metric}@${windowSeconds}`;
}

/**
 * Per-second rate of a counter over the window; the recorded series instead of `rate()` where a rule of exactly this window exists.
 *
 * A rule of another window is not used: its rate is another number.
 */
export function rateOf(
  metric: string,
  matchers: string,
  windowSeconds: number,
  recorded: RecordedRates,
): string {
  const rule = recorded.get(recordedKey(metric, windowSeconds));
  if (rule !== undefined) return `${rule}{${matchers}}`;
  return `rate(${metric}{${matchers}}[${windowSeconds}s])`;
}

const RULE = /^istio_edge:([a-z_]+):rate(\d+)([smh])$/;
const SECONDS = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);

/** Which of these metric names are recording rules of edges, for `rateOf`. */
export function recordedRates(names: readonly string[], metrics: readonly string[]): RecordedRates {
  const known = new Map(metrics.map((m) => [ruleStem(m), m]));
  const found = new Map<string, string>();
  for (const name of names) {
    const [, stem = "", count = "", unit = ""] = RULE.exec(name) ?? [];
    const metric = known.get(stem);
    const seconds = SECONDS.get(unit);
    if (metric === undefined || seconds === undefined) continue;
    found.set(recordedKey(metric, Number(count) * seconds), name);
  }
  return found;
}

function ruleStem(metric: string): string {
  return metric.replace(/^istio_/, "").replace(/_total$/, "");
}
