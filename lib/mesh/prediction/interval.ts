/** What a figure will be: somewhere between two bounds. Certain when they are the same. */
export type Interval = { readonly min: number; readonly max: number };

export const exactly = (value: number): Interval => ({ min: value, max: value });

export const isCertain = ({ min, max }: Interval): boolean => min === max;

export const plus = (a: Interval, b: Interval): Interval => ({
  min: a.min + b.min,
  max: a.max + b.max,
});

/** @param factor not negative */
export const times = (a: Interval, factor: number): Interval => ({
  min: a.min * factor,
  max: a.max * factor,
});

/** The least interval that holds both: either may come true. */
export const either = (a: Interval, b: Interval): Interval => ({
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
});

/** Whether the figures cannot differ by more than what adding them up leaves. */
export const sameInterval = (a: Interval, b: Interval): boolean =>
  Math.abs(a.min - b.min) < TINY && Math.abs(a.max - b.max) < TINY;

const TINY = 1e-9;
