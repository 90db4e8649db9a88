import { expect, it } from "vitest";
import { knownUntil, onScale } from "./timeline-on-scale";

const MINUTE = 60_000;
const scale = (from: number, to: number) => ({
  from: from * MINUTE,
  to: to * MINUTE,
  stepMs: MINUTE,
});
const answer = {
  times: [1, 2, 3].map((minute) => minute * MINUTE),
  total: [10, null, 30],
  failed: [1, null, 3],
  stepSeconds: 60,
};

it.each([
  { drawn: [1, 3], total: [10, null, 30], failed: [1, null, 3], until: 3 },
  { drawn: [2, 4], total: [null, 30, null], failed: [null, 3, null], until: 3 },
  { drawn: [0, 2], total: [null, 10, null], failed: [null, 1, null], until: 1 },
  { drawn: [8, 10], total: [null, null, null], failed: [null, null, null], until: null },
])("an answer of minutes 1 to 3 on the scale $drawn", ({ drawn, total, failed, until }) => {
  const [from = 0, to = 0] = drawn;
  const placed = onScale(answer, scale(from, to));
  expect(placed).toMatchObject({ total, failed, stepSeconds: 60 });
  expect(placed.times).toEqual([from, from + 1, to].map((minute) => minute * MINUTE));
  expect(knownUntil(placed)).toBe(until === null ? null : until * MINUTE);
});

it("is the same object where it fits, so that nothing is drawn anew", () => {
  expect(onScale(answer, scale(1, 3))).toBe(answer);
});
