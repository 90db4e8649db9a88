import type { Quantile } from "@/lib/mesh/telemetry/quantiles";

/**
 * Figures as text, one way for nodes, tables and charts. A figure that is not known (`null`, not finite) is `n/a`,
 * never 0; one that is not 0 is never written as 0.
 */

/** U+202F, before every unit: narrow, and it never breaks the line. */
export const NARROW_SPACE = "\u202f";
export const NOT_KNOWN = "n/a";
export const NONE = "none";

type Figure = number | null;

const withUnit = (figure: string, unit: string): string => `${figure}${NARROW_SPACE}${unit}`;

const isKnown = (value: Figure): value is number => value !== null && Number.isFinite(value);

/** Rounds to `decimals`, and says so when that would turn something into nothing. */
function rounded(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return value > 0 && Number(text) === 0 ? `<${NARROW_SPACE}${10 ** -decimals}` : text;
}

/** With the decimals of the first step whose rounded figure stays below its limit. */
function stepped(
  value: number,
  steps: readonly (readonly [below: number, decimals: number])[],
): string {
  for (const [below, decimals] of steps) {
    if (Number(value.toFixed(decimals)) < below) return rounded(value, decimals);
  }
  return value.toFixed(0);
}

/** Three significant digits and a power of thousand, from 1,000 on. */
function withThousands(value: number, unit: string): string {
  const powers = ["k", "M", "G", "T"];
  let scaled = value / 1000;
  let at = 0;
  while (Number(scaled.toPrecision(3)) >= 1000 && at < powers.length - 1) {
    scaled /= 1000;
    at += 1;
  }
  const digits = scaled < 1000 ? decimal(Number(scaled.toPrecision(3))) : scaled.toFixed(0);
  return withUnit(digits, `${powers[at]}${NARROW_SPACE}${unit}`);
}

const decimal = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/**
 * A rate per second: `0.6 rps`, `42 rps`, `1.42 k rps`. Zero is `none`.
 *
 * @param style `key` keeps one decimal from 10 to 999 (`37.9 rps`), for key figures
 * @param unit what is counted per second
 */
export function formatRate(value: Figure, style: "node" | "key" = "node", unit = "rps"): string {
  if (!isKnown(value)) return NOT_KNOWN;
  if (value === 0) return NONE;
  if (Number(value.toFixed(style === "key" ? 1 : 0)) >= 1000) return withThousands(value, unit);
  return withUnit(stepped(value, [[style === "key" ? 1000 : 10, 1]]), unit);
}

/** Bytes per second in powers of thousand: `640 B/s`, `1.2 kB/s`, `90 kB/s`. Zero is `none`. */
export function formatBytesPerSecond(value: Figure): string {
  if (!isKnown(value)) return NOT_KNOWN;
  if (value === 0) return NONE;
  const units = ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"];
  let scaled = value;
  let at = 0;
  while (Number(scaled.toFixed(0)) >= 1000 && at < units.length - 1) {
    scaled /= 1000;
    at += 1;
  }
  const figure = at === 0 ? rounded(scaled, 0) : stepped(scaled, [[10, 1]]);
  return withUnit(figure, units[at] ?? "B/s");
}

const PERCENT_STEPS = [
  [1, 2],
  [10, 1],
] as const;

/** A ratio, 0..1, in percent: `0.05 %`, `3.1 %`, `62 %`; exactly 0 is `0 %`, and only exactly 1 is `100 %`. */
export function formatRatio(value: Figure): string {
  if (!isKnown(value)) return NOT_KNOWN;
  if (value === 0) return withUnit("0", "%");
  const percent = value * 100;
  if (value < 1 && percent.toFixed(0) === "100") return withUnit(`>${NARROW_SPACE}99`, "%");
  return withUnit(stepped(percent, PERCENT_STEPS), "%");
}

/** A share as it was seen, beside the whole number that was set: `90.2 %`. */
export function formatShare(value: Figure): string {
  if (!isKnown(value)) return NOT_KNOWN;
  if (value === 0 || value === 1) return withUnit(String(value * 100), "%");
  if (value < 1 && (value * 100).toFixed(1) === "100.0") {
    return withUnit(`>${NARROW_SPACE}99.9`, "%");
  }
  return withUnit(rounded(value * 100, 1), "%");
}

/** A difference of two ratios in percentage points, signed: `+0.9 pp`, `−12 pp`. */
export function formatRatioDifference(value: Figure): string {
  if (!isKnown(value)) return NOT_KNOWN;
  if (value === 0) return withUnit("0", "pp");
  const sign = value > 0 ? "+" : "−";
  const size = Math.abs(value) * 100;
  if (size.toFixed(1) === "0.0") return withUnit(`<${NARROW_SPACE}${sign}0.1`, "pp");
  return withUnit(`${sign}${stepped(size, [[10, 1]])}`, "pp");
}

/** A duration: `0.4 ms`, `29 ms`, and from one second on `1.2 s`. */
export function formatDuration(ms: Figure): string {
  if (!isKnown(ms)) return NOT_KNOWN;
  if (ms === 0) return withUnit("0", "ms");
  if (Number(ms.toFixed(0)) >= 1000) return withUnit((ms / 1000).toFixed(1), "s");
  return withUnit(stepped(ms, [[1, 1]]), "ms");
}

/** A quantile: its duration, or past the last bucket more than its bound: `> 10 s`. */
export function formatQuantile(value: Quantile | null): string {
  if (value === null) return NOT_KNOWN;
  if (!value.beyond) return formatDuration(value.ms);
  const { boundMs } = value;
  const bound =
    boundMs < 1000 ? withUnit(String(boundMs), "ms") : withUnit(String(boundMs / 1000), "s");
  return `>${NARROW_SPACE}${bound}`;
}

/** A span of time in its largest unit: `4 s`, `3 min`, `2 h`, `5 d`. Below a second it is `0 s`; never negative. */
export function formatSpan(ms: Figure): string {
  if (!isKnown(ms)) return NOT_KNOWN;
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 120) return withUnit(String(seconds), "s");
  if (seconds < 7200) return withUnit(String(Math.floor(seconds / 60)), "min");
  if (seconds < 172_800) return withUnit(String(Math.floor(seconds / 3600)), "h");
  return withUnit(String(Math.floor(seconds / 86_400)), "d");
}

/** `4 s ago`: how long ago something was, of what is current. */
export const formatAgo = (ms: Figure): string =>
  isKnown(ms) ? `${formatSpan(ms)} ago` : NOT_KNOWN;

/** `48 s old`: of what is stale. */
export const formatOld = (ms: Figure): string =>
  isKnown(ms) ? `${formatSpan(ms)} old` : NOT_KNOWN;

/** `16:42:10` in the given IANA time zone. */
export function formatClock(at: Figure, timeZone: string): string {
  return isKnown(at) ? partsOf(at, timeZone).clock : NOT_KNOWN;
}

/** As `formatClock`, with the date before it when that is not the day of `now`: `20 Nov 16:42:10`. */
export function formatClockAndDay(at: Figure, now: number, timeZone: string): string {
  if (!isKnown(at)) return NOT_KNOWN;
  const then = partsOf(at, timeZone);
  const today = partsOf(now, timeZone);
  if (then.day === today.day && then.year === today.year) return then.clock;
  return then.year === today.year
    ? `${then.day} ${then.clock}`
    : `${then.day} ${then.year} ${then.clock}`;
}

function partsOf(at: number, timeZone: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    year: parts.get("year"),
    day: `${parts.get("day")} ${parts.get("month")}`,
    clock: `${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")}`,
  };
}

/** Predicted: `≈ 21.0 rps`. */
export const about = (figure: string): string => `≈${NARROW_SPACE}${figure}`;

/** An upper bound: `≤ 21.0 rps`. */
export const atMost = (figure: string): string => `≤${NARROW_SPACE}${figure}`;

/** A change: `37.9 → 21.0`. */
export const formatChange = (before: string, after: string): string => `${before} → ${after}`;
