import "server-only";
import type { Clock } from "@/server/ports/clock";

/** The time by which one process drives one change. */
export type JournalClock = Clock & {
  /** The journal has a line of this time: it is not earlier. For what another process, or an earlier one, has written. */
  notBefore(at: number): void;
  /** The same moment by the time of day as it is set now. */
  ofDay(at: number): number;
};

/** Two clocks that are read one after the other differ a little: what is told of a moment must not waver by it. */
const READING_MS = 100;

/**
 * Epoch ms that are read from the time of day once, and then only pass. Whoever sets the machine's clock back or forward while a change is
 * driven neither delays what is due nor brings it forward.
 *
 * Across a restart the time of day is all there is. Lines of the journal bound what a clock that was set back can delay: time goes on
 * from the last of them at least. A clock that was set forward meanwhile makes what is due come early: nothing tells.
 */
export function createJournalClock(clock: Clock): JournalClock {
  let origin = clock.now() - clock.elapsed();
  const now = () => origin + clock.elapsed();
  let ahead = 0;
  return {
    now,
    elapsed: () => clock.elapsed(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    notBefore(at) {
      origin = Math.max(origin, at - clock.elapsed());
    },
    ofDay(at) {
      const read = clock.now() - now();
      if (Math.abs(read - ahead) > READING_MS) ahead = read;
      return Math.round(at + ahead);
    },
  };
}
