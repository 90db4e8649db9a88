import { describe, expect, it } from "vitest";
import { unturned, visible } from "./visible";

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

describe("unturned", () => {
  it.each([
    ["host: a\u202e1v-b", "host: a\\u202e1v-b"],
    ["\u2066x\u2069", "\\u2066x\\u2069"],
    ["a\n\tعربى 😀", "a\n\tعربى 😀"],
  ])("%j", (text, shown) => {
    expect(unturned(text)).toBe(shown);
  });
});
