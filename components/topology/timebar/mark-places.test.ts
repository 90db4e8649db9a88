import { describe, expect, it } from "vitest";
import { markPlaces, nearest } from "./mark-places";

const MINUTE = 60_000;
const SCALE = { from: 100 * MINUTE, to: 200 * MINUTE, stepMs: MINUTE };
const at = (minute: number) => minute * MINUTE;

describe("marks on the time bar", () => {
  it.each([
    ["one in the middle has the rest of the bar", [150], ["0.50 right 0.49"]],
    ["the next one ends words", [110, 140], ["0.10 right 0.29", "0.40 right 0.59"]],
    ["too close for words", [140, 145], ["0.40 right none", "0.45 right 0.54"]],
    ["at the right end words go to the left", [195], ["0.95 left 0.94"]],
    ["the one before shares its room", [150, 195], ["0.50 right 0.21", "0.95 left 0.21"]],
    ["the one before yields", [180, 195], ["0.80 right none", "0.95 left 0.14"]],
    ["no room at either side", [185, 195], ["0.85 right none", "0.95 right none"]],
    ["what is older than the bar is not on it", [99, 100], ["0.00 right 0.99"]],
    ["of the minute that runs stands at the end", [200.9], ["1.00 left 0.99"]],
    ["what is newer than now is not on it", [201.1], []],
    ["are placed from the left", [180, 120], ["0.20 right 0.59", "0.80 right 0.19"]],
  ])("%s", (_, minutes, expected) => {
    const places = markPlaces(SCALE, minutes, at).map(
      ({ share, room, side }) => `${share.toFixed(2)} ${side} ${room?.toFixed(2) ?? "none"}`,
    );
    expect(places).toEqual(expected);
  });

  it("are named where the pointer is, the newest of a step", () => {
    expect(nearest(SCALE, [149.5, 150.4, 160], at, at(150))).toBe(150.4);
    expect(nearest(SCALE, [149.5, 160], at, at(155))).toBe(null);
  });
});
