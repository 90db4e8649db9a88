import "server-only";
import { hash32 } from "../hash";

/** A stream of numbers in [0, 1). */
export type Random = () => number;

const mix = (n: number): number => {
  let h = Math.imul(n ^ (n >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
};

/** The stream that belongs to a key and a second: the same for the same pair, unrelated for any other. */
export function streamAt(keyHash: number, second: number): Random {
  // mulberry32 over a state that depends on both.
  let state = mix(keyHash ^ mix(second >>> 0));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal, by Box and Muller. */
export function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** How many events happen when `mean` are expected. Above 30 the normal approximation holds well. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)));
  const limit = Math.exp(-mean);
  let n = 0;
  for (let product = random(); product > limit; product *= random()) n++;
  return n;
}

/** How many of `n` draws hit a share of `p`. Never more than `n`. */
export function binomial(random: Random, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(random, n, 1 - p);
  if (n <= 16) {
    let hits = 0;
    for (let i = 0; i < n; i++) if (random() < p) hits++;
    return hits;
  }
  if (n * p > 30) {
    const drawn = Math.round(n * p + Math.sqrt(n * p * (1 - p)) * gaussian(random));
    return Math.min(n, Math.max(0, drawn));
  }
  return byWaiting(random, n, p);
}

/** Jumps from hit to hit: as many draws as there are hits. */
function byWaiting(random: Random, n: number, p: number): number {
  const log = Math.log1p(-p);
  let hits = -1;
  for (let place = 0; place <= n; hits++) place += 1 + Math.floor(Math.log(1 - random()) / log);
  return hits;
}

/** A curve through standard normal values at multiples of `period` seconds, eased between them. */
export function smoothNoise(keyHash: number, second: number, period: number): number {
  const knot = Math.floor(second / period);
  const t = second / period - knot;
  const eased = t * t * (3 - 2 * t);
  const at = (k: number) => gaussian(streamAt(keyHash ^ period, k));
  return at(knot) * (1 - eased) + at(knot + 1) * eased;
}

export const keyHash = (seed: number, key: string): number => hash32(`${seed}/${key}`);
