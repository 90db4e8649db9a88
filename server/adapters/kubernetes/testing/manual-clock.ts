import type { Clock } from "@/server/ports/clock";

type Sleeper = { readonly due: number; readonly wake: () => void };

/** Time that stands still until a test moves it. */
export type ManualClock = Clock & {
  /** Waits until something sleeps that wakes within `ms`, then moves time to when it does. Says how long that was. */
  passNext(ms: number): Promise<number>;
  /** From now on every wait of up to `ms` is over as soon as it begins; longer ones (watchdogs) stand still. */
  passShort(ms: number, signal: AbortSignal): Promise<void>;
  /** Moves time on at once, waking all who are due. */
  pass(ms: number): void;
};

/** Lets what is ready run: sockets, promises, immediates. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createManualClock(): ManualClock {
  let now = Date.UTC(2026, 0, 1);
  const sleepers = new Set<Sleeper>();

  const moveTo = (time: number) => {
    now = Math.max(now, time);
    for (const s of [...sleepers].sort((a, b) => a.due - b.due)) if (s.due <= now) s.wake();
  };
  const earliest = () => Math.min(...[...sleepers].map((s) => s.due));

  return {
    now: () => now,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { due: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener("abort", wake, { once: true });
      }),
    async passNext(ms) {
      while (earliest() > now + ms) await turn();
      const before = now;
      moveTo(earliest());
      return now - before;
    },
    async passShort(ms, signal) {
      while (!signal.aborted) {
        if (earliest() <= now + ms) moveTo(earliest());
        await turn();
      }
    },
    pass: (ms) => moveTo(now + ms),
  };
}
