import "server-only";
import type { Clock } from "@/server/ports/clock";

export type Gatherer<T> = {
  /** Resolves when what was added has been handed over, or `signal` aborted. */
  add(item: T, signal: AbortSignal): Promise<void>;
  /** Hands over at once what waits. */
  flush(): void;
};

/**
 * Collects items for `ms` after the first one, then hands all of them over at once.
 *
 * @param handOver also gets the time at which the first of them arrived; never called with nothing
 */
export function createGatherer<T>(
  clock: Clock,
  ms: number,
  handOver: (items: readonly T[], firstAt: number) => void,
): Gatherer<T> {
  let items: T[] = [];
  let firstAt = 0;
  const flush = () => {
    const gathered = items;
    items = [];
    if (gathered.length > 0) handOver(gathered, firstAt);
  };
  return {
    flush,
    async add(item, signal) {
      items.push(item);
      if (items.length > 1) return;
      firstAt = clock.now();
      await clock.sleep(ms, signal);
      if (!signal.aborted) flush();
    },
  };
}
