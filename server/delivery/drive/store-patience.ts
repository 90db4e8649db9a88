import "server-only";
import type { Clock } from "@/server/ports/clock";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Asks the store until it answers, with pauses of 1 s to 30 s. Rejects as the store did when `signal` aborts before that. */
export type StorePatience = <T>(ask: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** @param failing told of each failure in the store's own words, and with `null` when it answers */
export const createStorePatience =
  (clock: Clock, failing: (message: string | null) => void): StorePatience =>
  async (ask, signal) => {
    let pauseMs = FIRST_PAUSE_MS;
    while (true) {
      try {
        const answer = await ask();
        failing(null);
        return answer;
      } catch (error) {
        failing(error instanceof Error ? error.message : String(error));
        await clock.sleep(pauseMs, signal);
        if (signal.aborted) throw error;
      }
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  };
