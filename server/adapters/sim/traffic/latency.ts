import "server-only";

/**
 * Upper bounds of Istio's duration buckets, ms, without +Inf.
 * Source: envoy `source/common/stats/histogram_impl.cc` supportedBuckets.
 */
export const LATENCY_BOUNDS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
  1800000, 3600000,
] as const;

/** A lognormal distribution with a part that does not vary (an injected delay). */
export type Latency = {
  /** Median of the part that varies, ms. */
  readonly p50: number;
  readonly sigma: number;
  /** Added to every request, ms. */
  readonly fixed: number;
};

/** Share of requests that took at most each bound; `+Inf` (1) last. */
export function cumulativeShares(latency: Latency, factor: number): Float64Array {
  const shares = new Float64Array(LATENCY_BOUNDS.length + 1);
  LATENCY_BOUNDS.forEach((bound, i) => {
    const rest = bound - latency.fixed;
    shares[i] = rest <= 0 ? 0 : normalCdf(Math.log(rest / (latency.p50 * factor)) / latency.sigma);
  });
  shares[LATENCY_BOUNDS.length] = 1;
  return shares;
}

/** ms */
export const meanLatency = (latency: Latency, factor: number): number =>
  latency.fixed + latency.p50 * factor * Math.exp(latency.sigma ** 2 / 2);

/** Standard normal distribution function; error below 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
