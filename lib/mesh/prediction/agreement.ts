import type { Interval } from "./interval";

/** Fewer requests than this say nothing about a share. */
export const FEWEST_REQUESTS = 30;

/** Two-sided 99 %: of a hundred windows in which the shares are as set, about one is called different. */
const Z = 2.576;

export type Agreement =
  | { readonly verdict: "too-few"; readonly requests: number }
  | {
      readonly verdict: "agrees" | "differs";
      readonly requests: number;
      /** 0..1 */
      readonly seen: number;
      /** How far chance alone may take a share from what is set, 0..1. */
      readonly tolerance: number;
      /** How far the seen share lies outside what is set, 0..1; 0 inside. */
      readonly error: number;
    };

/**
 * Whether a share that was seen is one that chance gives where `set` holds: the proxy draws a destination for each request on its
 * own, so that the count is binomial (normal approximation with continuity correction).
 *
 * @param requests all requests of the caller in the window, a count and not a rate
 * @param taken those that this destination took
 */
export function agreementOf(set: Interval, requests: number, taken: number): Agreement {
  if (requests < FEWEST_REQUESTS) return { verdict: "too-few", requests };
  const seen = taken / requests;
  const nearest = Math.min(Math.max(seen, set.min), set.max);
  const error = Math.abs(seen - nearest);
  const tolerance = Z * Math.sqrt((nearest * (1 - nearest)) / requests) + 0.5 / requests;
  return { verdict: error <= tolerance ? "agrees" : "differs", requests, seen, tolerance, error };
}

/**
 * How far chance alone may take the requests that a destination was seen to take from what is set for it, per second.
 *
 * @param taken per second, of `requests` per second over the window
 */
export function chance(taken: number, requests: number, windowSeconds: number): number {
  const count = requests * windowSeconds;
  if (count <= 0) return 0;
  const share = Math.min(1, taken / requests);
  return (Z * Math.sqrt((share * (1 - share)) / count) + 0.5 / count) * requests;
}
