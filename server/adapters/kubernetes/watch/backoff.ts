import "server-only";

export type Backoff = {
  /** Milliseconds to wait before the next attempt; each call waits longer. */
  next(): number;
  reset(): void;
};

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Doubles from half a second to half a minute, each delay drawn from its upper half, so that many watches do not come back at once. */
export function createBackoff(random: () => number): Backoff {
  let attempt = 0;
  return {
    next() {
      const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
      attempt = Math.min(attempt + 1, 16);
      return full * (0.5 + random() / 2);
    },
    reset() {
      attempt = 0;
    },
  };
}
