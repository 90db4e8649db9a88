import { describe, expect, it } from "vitest";
import { inBlock } from "./address";
import { matchesGlob } from "./values";

describe("an address block", () => {
  it.each([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["10.1.2.3", "10.1.2.3", true],
    ["10.1.2.2/31", "10.1.2.3", true],
    ["10.1.2.2/31", "10.1.2.4", false],
    ["0.0.0.0/0", "1.2.3.4", true],
    ["fd00::/8", "fd12:3456::1", true],
    ["fd00::/8", "fe00::1", false],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
    ["2001:db8::/33", "2001:db8:7fff::", true],
    ["2001:db8::/33", "2001:db8:8000::", false],
    ["10.0.0.0/8", "fd00::1", false],
    ["10.0.0.0/33", "10.0.0.1", null],
    ["10.0.0", "10.0.0.1", null],
    ["10.0.0.0/8", "web", null],
    ["1::2::3", "::1", null],
    ["1:2:3:4:5:6:7:8:9", "::1", null],
  ])("%s holds %s: %s", (block, address, held) => {
    expect(inBlock(block, address)).toBe(held);
  });
});

describe("a pattern with stars", () => {
  it.each([
    ["a*c", "abc", true],
    ["a*c", "ac", true],
    ["a*c", "ab", false],
    ["a*b*c", "a1b2c", true],
    ["a*b*c", "a1c2b", false],
    ["aba*aba", "ababa", false],
    ["abc", "abc", true],
    ["*", "", true],
  ])("%s takes %s: %s", (pattern, value, taken) => {
    expect(matchesGlob(pattern, value)).toBe(taken);
  });
});
