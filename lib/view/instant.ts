const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Reads `2026-11-15T03:10:00Z` into epoch ms; `null` for every other form and for days that do not exist. */
export function parseInstant(text: string): number | null {
  if (!FORM.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) || printInstant(ms) !== text ? null : ms;
}

/** Writes epoch ms as UTC to the second, rounding down. */
export function printInstant(epochMs: number): string {
  return `${new Date(Math.floor(epochMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
