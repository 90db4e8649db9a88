/** What of the past can be looked at, in epoch ms. */
export type Reach = { readonly from: number; readonly to: number };

/**
 * One step earlier or later from what is shown. `at` is `null` for live. A step past now is live again; a step past the
 * oldest moment stays there. Without a past it stays live. Time goes on while one looks back, so a step later that ends less than
 * half a step before now is live too: as many steps lead back as led away.
 */
export function stepped(
  at: number | null,
  direction: -1 | 1,
  stepMs: number,
  reach: Reach,
): number | null {
  if (reach.from >= reach.to) return null;
  const next = (at ?? reach.to) + direction * stepMs;
  const live = direction === 1 ? reach.to - stepMs / 2 : reach.to;
  return next >= live ? null : wholeSecond(Math.max(next, reach.from));
}

/** Reads the value of a `datetime-local` field as UTC; `null` when it is no moment or outside the reach. */
export function momentOf(field: string, reach: Reach): number | null {
  const at = Date.parse(`${field}Z`);
  return Number.isNaN(at) || at < reach.from || at > reach.to ? null : at;
}

/** Writes a moment for a `datetime-local` field, in UTC to the second. */
export const fieldOf = (at: number): string => new Date(wholeSecond(at)).toISOString().slice(0, 19);

const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000;
