import type { LiveState } from "@/lib/live/apply-message";

/** Nothing is held back for longer: an age on the page must not lie. */
const LONGEST_MS = 5_000;

/** Calls back after a time; gives what prevents it. */
type Later = (ms: number, then: () => void) => () => void;

/**
 * Hands values on, the last one alone where several came while it was held: a gesture under way needs the frames that drawing all
 * figures anew would cost.
 */
export function createGate<T>(later: Later) {
  let publish: (value: T) => void = () => {};
  let waiting: { readonly value: T } | null = null;
  let holders = 0;
  let cancel: (() => void) | null = null;

  const flush = () => {
    cancel?.();
    cancel = null;
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    publish(value);
  };
  return {
    /** Where values go. */
    connect(to: (value: T) => void): void {
      publish = to;
    },
    put(value: T): void {
      if (holders === 0) publish(value);
      else {
        waiting = { value };
        cancel ??= later(LONGEST_MS, flush);
      }
    },
    /** Holds values back until the function that it gives is called, and for `LONGEST_MS` at most. */
    hold(): () => void {
      let held = true;
      holders += 1;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders === 0) flush();
      };
    },
  };
}

/** What the live link says to the page. One per page, as the link is. */
export const liveGate = createGate<LiveState>((ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
});
