// The few statistics that the rows need. Pure.

/** @param {readonly number[]} values */
const ascending = (values) => [...values].sort((a, b) => a - b);

/**
 * Nearest-rank percentile: the smallest value that at least `share` of all values do not exceed.
 *
 * @param {readonly number[]} values at least one
 * @param {number} share above 0, at most 1
 * @returns {number}
 */
export function percentile(values, share) {
  const at = Math.max(0, Math.ceil(share * values.length) - 1);
  const value = ascending(values)[at];
  if (value === undefined) throw new RangeError("a percentile of no values");
  return value;
}

/**
 * The middle value; of an even number the mean of the middle two.
 *
 * @param {readonly number[]} values at least one
 * @returns {number}
 */
export function median(values) {
  const lower = percentile(values, 0.5);
  if (values.length % 2 === 1) return lower;
  const upper = ascending(values)[values.length / 2] ?? lower;
  return (lower + upper) / 2;
}

/**
 * Numbers in [0, 1) that are the same for the same seed (mulberry32).
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function seededRandom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const CALIBRATION_ROUNDS = 5;
const CALIBRATION_STEPS = 10_000_000;

/**
 * Median time of one fixed CPU loop: what the machine gives at this moment. Times of two runs compare only relative to it.
 *
 * @returns {number} ms
 */
export function calibrate() {
  const times = Array.from({ length: CALIBRATION_ROUNDS }, () => {
    const startedAt = performance.now();
    const next = seededRandom(1);
    let sum = 0;
    for (let i = 0; i < CALIBRATION_STEPS; i++) sum += next();
    // The sum is used, so that the loop cannot be optimised away.
    return sum > 0 ? performance.now() - startedAt : Number.NaN;
  });
  return median(times);
}
