import "server-only";
import type { Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";

type Kept<T, E> = { readonly answer: Promise<Result<T, E>>; expiresAt: number };

export type SharedCacheOptions<T> = {
  readonly clock: Clock;
  readonly entries: number;
  /** How long an answer holds, in ms. */
  readonly lifetimeMs: (value: T) => number;
};

/** An error holds so long: a source that is down is not asked by every viewer in turn. */
const ERROR_LIFETIME_MS = 2_000;

export type SharedCache<T, E> = {
  /** The answer for `key`; asked for once, however many want it at the same time. */
  get(key: string, ask: () => Promise<Result<T, E>>): Promise<Result<T, E>>;
};

/** Answers shared by all viewers: single flight, the least recently used go first. */
export function createSharedCache<T, E>(options: SharedCacheOptions<T>): SharedCache<T, E> {
  const { clock, entries, lifetimeMs } = options;
  const kept = new Map<string, Kept<T, E>>();

  const start = (key: string, ask: () => Promise<Result<T, E>>): Kept<T, E> => {
    const entry: Kept<T, E> = { answer: ask(), expiresAt: Number.POSITIVE_INFINITY };
    entry.answer.then(
      (result) => {
        entry.expiresAt = clock.now() + (result.ok ? lifetimeMs(result.value) : ERROR_LIFETIME_MS);
      },
      () => {
        if (kept.get(key) === entry) kept.delete(key);
      },
    );
    return entry;
  };

  return {
    get(key, ask) {
      const known = kept.get(key);
      const entry = known !== undefined && known.expiresAt > clock.now() ? known : start(key, ask);
      // Re-inserted, so that the map's order is that of use.
      kept.delete(key);
      kept.set(key, entry);
      const oldest = kept.keys().next();
      if (kept.size > entries && !oldest.done) kept.delete(oldest.value);
      return entry.answer;
    },
  };
}
