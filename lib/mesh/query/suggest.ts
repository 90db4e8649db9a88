/**
 * The candidate that was probably meant by `word`, or `null`: at most a third of the letters differ, two at most; else the only one
 * that begins with the same four letters (`failure`, `failing`).
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const allowed = Math.min(2, Math.max(1, Math.floor(lower.length / 3)));
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - lower.length) > allowed) continue;
    const distance = editDistance(lower, candidate);
    // With no letter in common nothing was meant.
    if (distance >= lower.length) continue;
    if (distance <= allowed && (best === null || distance < best.distance)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate ?? onlyWithPrefix(lower.slice(0, 4), candidates);
}

function onlyWithPrefix(prefix: string, candidates: readonly string[]): string | null {
  if (prefix.length < 4) return null;
  const [only, another] = candidates.filter((candidate) => candidate.startsWith(prefix));
  return only !== undefined && another === undefined ? only : null;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const inserted = (row[j - 1] ?? 0) + 1;
      const deleted = (last[j] ?? 0) + 1;
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, inserted, deleted, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
