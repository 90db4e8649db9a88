import "server-only";
import type { Clock } from "@/server/ports/clock";

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Sums of it are times that the store keeps, as whole milliseconds.
  elapsed: () => Math.floor(performance.now()),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end, { once: true });
    }),
};
