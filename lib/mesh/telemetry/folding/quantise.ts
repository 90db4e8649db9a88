/**
 * Rounds to four significant digits, so that a figure that did not move is equal to itself in the next tick and short
 * in JSON. Relative error at most 0.05 %.
 */
export function quantise(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 10_000) return value;
  const digits = 3 - Math.floor(Math.log10(Math.abs(value)));
  // Past the powers of ten that a number holds exactly, text does it.
  if (!(Math.abs(digits) <= 22)) return Number(value.toPrecision(4));
  const scale = 10 ** Math.abs(digits);
  return digits > 0 ? Math.round(value * scale) / scale : Math.round(value / scale) * scale;
}

/** A sum that does not depend on the order of its terms: they are added from the lowest on. */
export function sumExactly(values: readonly number[]): number {
  if (values.length < 3) return (values[0] ?? 0) + (values[1] ?? 0);
  let sum = 0;
  for (const value of Float64Array.from(values).sort()) sum += value;
  return sum;
}

/** A rate that a source can mean: finite and not negative. `NaN` is "no traffic" (0/0), never a figure. */
export const isRate = (value: number): boolean => Number.isFinite(value) && value >= 0;
