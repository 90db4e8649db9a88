import { isRate } from "./folding/quantise";
import type { Buckets } from "./traffic";

/** A quantile in ms, or, where it lies past the last finite bound, that bound: more than `boundMs`. */
export type Quantile =
  | { readonly ms: number; readonly beyond: false }
  | { readonly boundMs: number; readonly beyond: true };

/**
 * Upper bounds of Istio's duration histogram, in ms.
 *
 * source: Envoy's default histogram buckets, https://github.com/envoyproxy/envoy source/common/stats/histogram_impl.cc
 */
export const ISTIO_BOUNDS_MS: readonly number[] = [
  0.5,
  1,
  5,
  10,
  25,
  50,
  100,
  250,
  500,
  1000,
  2500,
  5000,
  10_000,
  30_000,
  60_000,
  300_000,
  600_000,
  1_800_000,
  3_600_000,
  Number.POSITIVE_INFINITY,
];

/**
 * Buckets in order, cumulative and complete; `null` where they are no histogram with requests in it: no `+Inf` bucket,
 * a count that is no rate, or none counted.
 *
 * A count below its predecessor is raised to it, as Prometheus does (`ensureMonotonic`).
 */
export function cleanBuckets(bounds: readonly number[], counts: readonly number[]): Buckets | null {
  if (bounds.length !== counts.length || !counts.every(isRate)) return null;
  if (isClean(bounds, counts)) return { bounds: sharedBounds(bounds), counts };
  const pairs = bounds.map((bound, i) => ({ bound, count: counts[i] ?? 0 }));
  pairs.sort((a, b) => a.bound - b.bound);
  if (pairs.some(({ bound }, i) => Number.isNaN(bound) || bound === pairs[i - 1]?.bound))
    return null;
  const last = pairs.at(-1);
  if (last === undefined || last.bound !== Number.POSITIVE_INFINITY) return null;
  let highest = 0;
  const rising = pairs.map(({ count }) => {
    highest = Math.max(highest, count);
    return highest;
  });
  return highest > 0 ? { bounds: sharedBounds(pairs.map((p) => p.bound)), counts: rising } : null;
}

/** Rising to infinity and cumulative, with a request in it: what a source sends unless something is wrong. */
function isClean(bounds: readonly number[], counts: readonly number[]): boolean {
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY || !((counts.at(-1) ?? 0) > 0)) return false;
  for (let i = 1; i < bounds.length; i++) {
    const rises = (bounds[i - 1] ?? 0) < (bounds[i] ?? 0);
    if (!rises || (counts[i - 1] ?? 0) > (counts[i] ?? 0)) return false;
  }
  return true;
}

/** The one array of Istio's bounds where they are these: edges that share it compare and merge at once. */
export const sharedBounds = (bounds: readonly number[]): readonly number[] =>
  sameBounds(bounds, ISTIO_BOUNDS_MS) ? ISTIO_BOUNDS_MS : bounds;

/**
 * The histogram of all requests together; `null` of none.
 *
 * Equal bounds add. Where bounds differ the result has all of them, and a histogram without a bound counts there what
 * it knows to be below: its count at the next lower bound of its own. So no request is ever placed lower than it was.
 */
export function mergeBuckets(all: readonly Buckets[]): Buckets | null {
  const [first, ...others] = all;
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const bounds = others.every((other) => sameBounds(first.bounds, other.bounds))
    ? first.bounds
    : [...new Set(all.flatMap((b) => b.bounds))].sort((a, b) => a - b);
  const rows = all.map((b) => (sameBounds(b.bounds, bounds) ? b.counts : countsAt(b, bounds)));
  // Added in an order of their own, so that the sum does not depend on the one they came in.
  if (rows.length > 2) rows.sort(compareRows);
  const sums = new Float64Array(bounds.length);
  for (const row of rows)
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (row[i] ?? 0);
  return { bounds, counts: Array.from(sums) };
}

function compareRows(a: readonly number[], b: readonly number[]): number {
  for (let i = a.length - 1; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The quantile `q` (0 < q ≤ 1) as Prometheus' `histogram_quantile` gives it: linear between the bounds of its bucket,
 * from 0 in the first. `null` without requests, and for buckets that say nothing (fewer than two, no `+Inf`).
 *
 * source: https://github.com/prometheus/prometheus/blob/main/promql/quantile.go, `bucketQuantile`; it answers the last
 * finite bound for a quantile past it, here said as `beyond`.
 */
export function quantile(buckets: Buckets | null, q: number): Quantile | null {
  if (buckets === null || !(q > 0 && q <= 1)) return null;
  const { bounds, counts } = buckets;
  const total = counts.at(-1) ?? 0;
  if (bounds.length < 2 || bounds.at(-1) !== Number.POSITIVE_INFINITY || !(total > 0)) return null;
  const rank = q * total;
  const at = counts.findIndex((count) => count >= rank);
  const bound = bounds[at];
  if (bound === undefined) return null;
  if (bound === Number.POSITIVE_INFINITY) return { boundMs: bounds.at(-2) ?? 0, beyond: true };
  if (at === 0 && bound <= 0) return { ms: bound, beyond: false };
  const start = bounds[at - 1] ?? 0;
  const below = counts[at - 1] ?? 0;
  const within = (rank - below) / ((counts[at] ?? 0) - below);
  return { ms: start + (bound - start) * within, beyond: false };
}

export function sameBounds(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]));
}

/** Counts of a histogram at bounds that include its own. */
function countsAt({ bounds, counts }: Buckets, at: readonly number[]): readonly number[] {
  let own = 0;
  return at.map((bound) => {
    while ((bounds[own] ?? Number.NaN) <= bound) own += 1;
    return counts[own - 1] ?? 0;
  });
}
