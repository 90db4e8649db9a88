import { describe, expect, it } from "vitest";
import { fieldOf, momentOf, stepped } from "./moments";

const NOW = Date.UTC(2026, 10, 20, 16, 42, 10);
const MINUTE = 60_000;
const reach = { from: NOW - 120 * MINUTE, to: NOW };

describe("stepping in time", () => {
  it.each([
    ["back from live", null, -1, NOW - MINUTE],
    ["back from the past", NOW - 5 * MINUTE, -1, NOW - 6 * MINUTE],
    ["later", NOW - 5 * MINUTE, 1, NOW - 4 * MINUTE],
    ["later into live", NOW - MINUTE, 1, null],
    ["later into live, some seconds after the step back", NOW - MINUTE - 20_000, 1, null],
    ["later, short of live", NOW - MINUTE - 40_000, 1, NOW - 40_000],
    ["later from live", null, 1, null],
    ["back beyond the oldest", reach.from + 1000, -1, reach.from],
  ] as const)("%s", (_, at, direction, expected) => {
    expect(stepped(at, direction, MINUTE, reach)).toBe(expected);
  });

  it("stays live where there is no past", () => {
    expect(stepped(null, -1, MINUTE, { from: NOW, to: NOW })).toBe(null);
  });

  it("reads what it writes, and refuses what is out of reach", () => {
    const at = NOW - 30 * MINUTE;
    expect(momentOf(fieldOf(at), reach)).toBe(at);
    expect(momentOf(fieldOf(NOW + MINUTE), reach)).toBe(null);
    expect(momentOf(fieldOf(reach.from - MINUTE), reach)).toBe(null);
    expect(momentOf("", reach)).toBe(null);
  });
});
