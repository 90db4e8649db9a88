import "server-only";
import type { Clock } from "@/server/ports/clock";

/** Aborts `signal` when nothing was heard for a while, or when the caller's signal aborts. */
export type Watchdog = {
  readonly signal: AbortSignal;
  readonly timedOut: () => boolean;
  /** Something was heard. */
  heard(): void;
  stop(): void;
};

/** @param idleMs silence after which the other side counts as gone */
export function createWatchdog(clock: Clock, idleMs: number, parent: AbortSignal): Watchdog {
  const controller = new AbortController();
  const stop = () => {
    parent.removeEventListener("abort", stop);
    controller.abort();
  };
  parent.addEventListener("abort", stop, { once: true });
  if (parent.aborted) stop();
  let last = clock.now();
  let timedOut = false;

  const guard = async () => {
    for (let left = idleMs; left > 0; left = last + idleMs - clock.now()) {
      await clock.sleep(left, controller.signal);
      if (controller.signal.aborted) return;
    }
    timedOut = true;
    stop();
  };
  void guard();

  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    heard: () => {
      last = clock.now();
    },
    stop,
  };
}
