/** Whole percents by row; they sum to 100. */
export type Weights = Readonly<Record<string, number>>;

/**
 * The weights after one row is set to `to`. The rows that are not locked make up for it, each in proportion to what it has (alike,
 * where none has anything), so that the sum stays 100. A locked row keeps its weight, and the moved row stops where only locked rows
 * are left.
 *
 * @param to any number; cut to whole percents within what is not locked
 */
export function moveWeight(
  weights: Weights,
  key: string,
  to: number,
  locked: ReadonlySet<string> = new Set(),
): Weights {
  const others = Object.keys(weights).filter((k) => k !== key);
  const free = others.filter((k) => !locked.has(k));
  const fixed = sum(others.filter((k) => locked.has(k)).map((k) => weights[k] ?? 0));
  if (!(key in weights)) return weights;
  const room = 100 - fixed;
  const target = free.length === 0 ? room : Math.min(room, Math.max(0, Math.round(to)));
  const shared = divide(
    room - target,
    free.map((k) => weights[k] ?? 0),
  );
  const moved = new Map(free.map((k, i) => [k, shared[i] ?? 0]));
  return Object.fromEntries(
    Object.keys(weights).map((k) => [k, k === key ? target : (moved.get(k) ?? weights[k] ?? 0)]),
  );
}

/**
 * Whole percents with the proportions of some numbers, summing to 100: what a rule whose weights sum to something else divides like.
 *
 * @returns all alike where no number is positive
 */
export function percents(parts: Readonly<Record<string, number>>): Weights {
  const keys = Object.keys(parts);
  const whole = divide(
    100,
    keys.map((k) => parts[k] ?? 0),
  );
  return Object.fromEntries(keys.map((k, i) => [k, whole[i] ?? 0]));
}

/** Divides a whole number in proportion, by largest remainder; earlier parts win ties. Parts that are zero stay so where others are not. */
function divide(total: number, parts: readonly number[]): readonly number[] {
  const positive = parts.map((p) => (Number.isFinite(p) && p > 0 ? p : 0));
  const all = sum(positive);
  const exact = positive.map((p) => (all > 0 ? p / all : 1 / positive.length) * total);
  const whole = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, total - sum(whole))) whole[i] = (whole[i] ?? 0) + 1;
  return whole;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
