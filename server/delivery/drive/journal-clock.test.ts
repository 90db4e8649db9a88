import { describe, expect, it } from "vitest";
import { createJournalClock } from "./journal-clock";

/** A time of day in whole ms beside a clock that counts on in parts of them. */
function twoClocks() {
  let elapsed = 0;
  let set = 1_000_000;
  return {
    pass: (ms: number) => {
      elapsed += ms;
    },
    set: (ms: number) => {
      set += ms;
    },
    clock: {
      now: () => Math.floor(set + elapsed),
      elapsed: () => elapsed,
      sleep: () => Promise.resolve(),
    },
  };
}

describe("a moment by the time of day", () => {
  it("is told alike each time", () => {
    const { clock, pass } = twoClocks();
    const journal = createJournalClock(clock);
    const due = journal.now() + 3_000.4;
    const told = Array.from({ length: 20 }, () => {
      pass(0.7);
      return journal.ofDay(due);
    });
    expect(new Set(told).size).toBe(1);
  });

  it("goes with a clock that is set", () => {
    const { clock, pass, set } = twoClocks();
    const journal = createJournalClock(clock);
    const due = journal.now() + 3_000;
    const before = journal.ofDay(due);
    pass(10);
    set(-60_000);
    expect(journal.ofDay(due)).toBe(before - 60_000);
  });
});
