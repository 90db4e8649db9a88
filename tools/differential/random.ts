/** Choices drawn from a seed: the same seed gives the same choices. */
export type Random = {
  /** 0 to n - 1. */
  readonly below: (n: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** Up to `most` different ones, in the order of the list. */
  readonly some: <T>(from: readonly T[], most: number) => readonly T[];
  /** As many as `make` is asked for: `least` to `most`. */
  readonly times: <T>(least: number, most: number, make: (i: number) => T) => readonly T[];
  /** `value` with this probability, else nothing: `{...maybe(0.3, () => ({timeout: "5s"}))}`. */
  readonly maybe: <T extends object>(probability: number, make: () => T) => T | undefined;
  /** One of the options, as often as its weight says. */
  readonly weighted: <T>(options: readonly (readonly [number, T])[]) => T;
};

/** source: the mulberry32 generator, public domain, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createRandom(seed: number): Random {
  let state = (seed * 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(next() * n);
  const chance = (probability: number) => next() < probability;
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error("nothing to pick from");
    return from[below(from.length)] as T; // it has one of that index
  };
  const times = <T>(least: number, most: number, make: (i: number) => T) =>
    Array.from({ length: least + below(most - least + 1) }, (_, i) => make(i));
  return {
    below,
    chance,
    pick,
    times,
    some: (from, most) => {
      const wanted = new Set(times(0, most, () => below(Math.max(1, from.length))));
      return from.filter((_, i) => wanted.has(i));
    },
    maybe: (probability, make) => (chance(probability) ? make() : undefined),
    weighted: (options) => {
      let at = next() * options.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of options) {
        at -= weight;
        if (at < 0) return value;
      }
      return pick(options)[1];
    },
  };
}
