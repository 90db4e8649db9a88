/** One lognormal distribution of durations, and how much of the whole it is. */
export type Part = { readonly p50: number; readonly sigma: number; readonly weight: number };

/** Upper bounds of the buckets of Istio's proxies, in ms (istio.io, standard metrics; Envoy's default histogram buckets). */
const BOUNDS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

/** The error function; absolute error below 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

const shareBelow = (ms: number, { p50, sigma }: Part): number =>
  0.5 * (1 + erf(Math.log(ms / p50) / (sigma * Math.SQRT2)));

/** The quantile that a histogram with these buckets gives of the parts together: linear within a bucket, from 0 in the first. */
export function histogramQuantile(parts: readonly Part[], q: number): number {
  if (q <= 0) return 0;
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  let start = 0;
  let below = 0;
  for (const bound of BOUNDS) {
    const share =
      parts.reduce((sum, part) => sum + part.weight * shareBelow(bound, part), 0) / total;
    if (share >= q) return start + ((bound - start) * (q - below)) / (share - below);
    start = bound;
    below = share;
  }
  return Number.POSITIVE_INFINITY;
}
