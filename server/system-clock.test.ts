import { performance } from "node:perf_hooks";
import { afterEach, expect, it, vi } from "vitest";
import { createJournalClock } from "./delivery/drive/journal-clock";
import { systemClock } from "./system-clock";

afterEach(() => {
  vi.restoreAllMocks();
});

it("gives whole milliseconds, also where they are summed up: the store keeps no others", () => {
  vi.spyOn(performance, "now").mockReturnValue(1_234.567);
  expect(systemClock.elapsed()).toBe(1_234);
  expect(systemClock.now() % 1).toBe(0);
  expect(createJournalClock(systemClock).now() % 1).toBe(0);
});
