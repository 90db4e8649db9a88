import "server-only";
import type { ChangeView } from "@/lib/delivery/change";
import type { Clock } from "@/server/ports/clock";

type Stall = NonNullable<ChangeView["stalled"]>;

/** Says what holds a change up, and with `null` that this does not any more. @param until when it is tried next */
export type SayStalled = (message: string | null, until?: number) => void;

/** What holds a change up now: the last that was said, since the first of those in a row. */
export type StallSign = {
  now(): Stall | null;
  by(who: Stall["by"]): SayStalled;
};

/** @param changed told whenever the sign says something else */
export function createStallSign(clock: Clock, changed: () => void): StallSign {
  let stall: Stall | null = null;
  return {
    now: () => stall,
    by: (who) => (message, until) => {
      const isKnown = stall?.message === message && stall.until === until;
      if (message === null ? stall?.by !== who : isKnown) return;
      const since = stall?.since ?? clock.now();
      const again = until === undefined ? {} : { until };
      stall = message === null ? null : { by: who, message, since, ...again };
      changed();
    },
  };
}
