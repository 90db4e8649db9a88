import { describe, expect, it } from "vitest";
import { minorOfVersion, versionInForce } from "./versions";

describe("versions", () => {
  it.each([
    ["1.28", 28],
    ["v1.30.3", 30],
    ["1.31.0-rc.1", 31],
    ["1", null],
    ["2.1", null],
    ["1.x", null],
  ])("%s", (version, minor) => expect(minorOfVersion(version)).toBe(minor));

  it.each([
    [{ minor: 28 }, { minor: 28, basis: "known" }],
    [
      { minor: 30, assumed: true },
      { minor: 30, basis: "assumed" },
    ],
    [{ minor: 22 }, { minor: 26, basis: "older" }],
    [{ minor: 40 }, { minor: 31, basis: "newer" }],
  ] as const)("%j", (version, expected) => expect(versionInForce({ version })).toEqual(expected));
});
