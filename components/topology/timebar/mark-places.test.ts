import { describe, expect, it } from "vitest";
import { markPlaces, nearest } from "./mark-places";

const MINUTE = 60_000;
const SCALE = { from: 100 * MINUTE, to: 200 * MINUTE, stepMs: MINUTE };
const at = (minute: number) => minute * MINUTE;

describe("marks on the time bar", () => {
  it.each([
    ["one in the middle has the rest of the bar", [150], [[0.5, 0.49]]],
    [
      "the next one ends the words of the first",
      [110, 140],
      [
        [0.1, 0.29],
        [0.4, 0.59],
      ],
    ],
    [
      "too close for words",
      [140, 145],
      [
        [0.4, null],
        [0.45, 0.54],
      ],
    ],
    ["at the right end there is no room", [195], [[0.95, null]]],
    ["what is older than the bar is not on it", [99, 100], [[0, 0.99]]],
    ["of the minute that runs stands at the end", [200.9], [[1, null]]],
    ["what is newer than now is not on it", [201.1], []],
    [
      "are placed from the left",
      [180, 120],
      [
        [0.2, 0.59],
        [0.8, 0.19],
      ],
    ],
  ])("%s", (_, minutes, expected) => {
    const places = markPlaces(SCALE, minutes, at).map(({ share, room }) => [
      Number(share.toFixed(3)),
      room === null ? null : Number(room.toFixed(3)),
    ]);
    expect(places).toEqual(expected);
  });

  it("are named where the pointer is, the newest of a step", () => {
    expect(nearest(SCALE, [149.5, 150.4, 160], at, at(150))).toBe(150.4);
    expect(nearest(SCALE, [149.5, 160], at, at(155))).toBe(null);
  });
});
