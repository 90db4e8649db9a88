import type { EpochMs } from "@/lib/mesh/telemetry/traffic";

/** What the bar shows: from the oldest to the newest moment, in steps. */
export type BarScale = { readonly from: EpochMs; readonly to: EpochMs; readonly stepMs: number };

export const STEP_SECONDS = 60;
const STEP_MS = STEP_SECONDS * 1000;
const REACH_MS = 2 * 60 * 60_000;

/**
 * The last 2 h in whole steps, or as much of it as the sources keep.
 *
 * @returns `null` where there is no past, or while the time is not known
 */
export function barScale(now: EpochMs, pastSeconds: number): BarScale | null {
  const reach = Math.floor(Math.min(REACH_MS, pastSeconds * 1000) / STEP_MS) * STEP_MS;
  if (now <= 0 || reach <= 0) return null;
  const to = Math.floor(now / STEP_MS) * STEP_MS;
  return { from: to - reach, to, stepMs: STEP_MS };
}

/** Where a moment stands, 0..1 from the left; moments outside stand at the ends. */
export const shareOf = ({ from, to }: BarScale, at: EpochMs): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from)));

/** The whole step at a place of the bar; the last one is now, which is live: `null`. */
export function momentAt(scale: BarScale, share: number): EpochMs | null {
  const { from, to, stepMs } = scale;
  const steps = Math.round(((to - from) * Math.min(1, Math.max(0, share))) / stepMs);
  const at = from + steps * stepMs;
  return at >= to ? null : at;
}

/** Moves by steps; past the newest it is live again, before the oldest it stays there. */
export function movedBy(scale: BarScale, at: EpochMs | null, steps: number): EpochMs | null {
  const { from, to, stepMs } = scale;
  const start = at === null ? to : Math.floor(at / stepMs) * stepMs;
  const next = Math.max(from, start + steps * stepMs);
  return next >= to ? null : next;
}

const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** What a key does to the moment; `undefined` for keys that do nothing. */
export function movedByKey(
  scale: BarScale,
  at: EpochMs | null,
  key: string,
): EpochMs | null | undefined {
  const steps = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (steps === undefined) return undefined;
  if (steps === Number.NEGATIVE_INFINITY) return scale.from;
  return steps === Number.POSITIVE_INFINITY ? null : movedBy(scale, at, steps);
}

type Values = readonly (number | null)[];

/** Path of the total over a box of `width` and `height`; a hole lifts the pen. `closed` comes down to the ground for a fill. */
export function ratePath(
  values: Values,
  top: number,
  box: { readonly width: number; readonly height: number },
  closed: boolean,
): string {
  const x = (i: number) => ((i / Math.max(1, values.length - 1)) * box.width).toFixed(1);
  const y = (value: number) => (box.height - (value / top) * box.height).toFixed(1);
  const parts: string[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const opens = (values[i - 1] ?? null) === null;
    const ends = (values[i + 1] ?? null) === null;
    if (opens)
      parts.push(closed ? `M${x(i)} ${box.height}L${x(i)} ${y(value)}` : `M${x(i)} ${y(value)}`);
    else parts.push(`L${x(i)} ${y(value)}`);
    if (ends && closed) parts.push(`L${x(i)} ${box.height}Z`);
  });
  return parts.join("");
}

/** Failures are drawn at least on the scale of this share of the rate: next to nothing must not fill the picture. */
const LEAST_FAILED = 0.005;

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The next round value that is not below. */
function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = ROUND.find((one) => one * power >= value * 0.999) ?? 10;
  return Number((digit * power).toPrecision(6));
}

/**
 * Top of the scale that failures are drawn on, in requests per second: a round rate. On the scale of all requests even a
 * tenth of them failing would be a flat line. `null` where nothing failed.
 */
export function failedTop(total: Values, failed: Values): number | null {
  const highest = (values: Values) => values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);
  const most = highest(failed);
  if (most === 0) return null;
  return roundedUp(Math.max(most, highest(total) * LEAST_FAILED));
}

/** One bar for each step with failures, from the ground of a box; at least 1 unit high, so that the first one is seen. */
export function failedBars(
  values: Values,
  top: number,
  box: { readonly width: number; readonly height: number; readonly ground: number },
): string {
  const last = Math.max(1, values.length - 1);
  return values
    .map((value, i) => {
      if (value === null || value <= 0) return "";
      const height = Math.max(1, (value / top) * box.height);
      return `M${((i / last) * box.width).toFixed(1)} ${box.ground}v-${height.toFixed(1)}`;
    })
    .join("");
}

/** The value at a moment; `null` where the source has no sample. */
export function valueAt(times: readonly EpochMs[], values: Values, at: EpochMs): number | null {
  const i = times.findLastIndex((time) => time <= at);
  return values[i] ?? null;
}
