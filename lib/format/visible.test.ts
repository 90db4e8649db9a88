import { describe, expect, it } from "vitest";
import { visible } from "./visible";

describe("visible", () => {
  it.each([
    ["a b/é-名.v1", "a b/é-名.v1"],
    ["a\n::error::b\r\tc", "a\\n::error::b\\r\\tc"],
    ["\u001b[31mred\u009b0m\u0000", "\\u001b[31mred\\u009b0m\\u0000"],
    ["x\u2028y\u202ez", "x\\u2028y\\u202ez"],
  ])("%j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});
