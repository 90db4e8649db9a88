import { describe, expect, it } from "vitest";
import { sparklinePath } from "./sparkline-path";

const size = { width: 30, height: 12 };

describe("sparkline", () => {
  it.each([
    ["a line", [0, 0.5, 1], "M0.0 11.0L15.0 6.0L30.0 1.0"],
    ["a hole lifts the pen", [0, null, 1, 1], "M0.0 11.0M20.0 1.0L30.0 1.0"],
    ["nothing known", [null, null], ""],
    ["one value", [1], "M0.0 1.0"],
    ["nothing", [], ""],
  ])("%s", (_, heights, path) => {
    expect(sparklinePath(heights, size)).toBe(path);
  });
});
