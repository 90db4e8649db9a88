import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOwnHost } from "./host-guard";

const LOOPBACK = { host: "127.0.0.1" };
const OPEN = { host: "0.0.0.0" };

describe("a request is answered under the name", () => {
  it.each([
    ["127.0.0.1:3000", LOOPBACK, true],
    ["127.0.0.2", LOOPBACK, true],
    ["localhost:3000", LOOPBACK, true],
    ["LOCALHOST.:3000", LOOPBACK, true],
    ["[::1]:3000", LOOPBACK, true],
    ["evil.example:3000", LOOPBACK, false],
    ["localhost.evil.example", LOOPBACK, false],
    ["127.0.0.1.evil.example", LOOPBACK, false],
    ["127.evil", LOOPBACK, false],
    ["10.0.0.5:3000", LOOPBACK, false],
    ["", LOOPBACK, false],
    [null, LOOPBACK, false],
    ["localhost@evil.example", LOOPBACK, false],
    ["localhost:3000", { host: "localhost" }, true],
    ["evil.example", { host: "localhost" }, false],
    ["evil.example", { host: "::1" }, false],
    ["10.0.0.5:3000", OPEN, true],
    ["[fd00::5]:3000", OPEN, true],
    ["localhost", OPEN, true],
    ["heddle.example", OPEN, false],
    ["heddle.example", { host: "heddle.example" }, true],
    ["Heddle.example:443", { ...OPEN, allowedHosts: ["heddle.EXAMPLE"] }, true],
    ["sub.heddle.example", { ...OPEN, allowedHosts: ["heddle.example"] }, false],
    ["heddle.example", { ...LOOPBACK, allowedHosts: ["heddle.example"] }, true],
    ["anything.example", { ...OPEN, allowedHosts: ["*"] }, true],
  ])("%s, listening with %o: %s", (header, rules, expected) => {
    expect(isOwnHost(header, rules)).toBe(expected);
  });

  it("never of a domain that others own, however it is written", () => {
    const label = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), fc.nat(65_535), (labels, port) => {
        const host = [...labels, "evil", "example"].join(".");
        expect(isOwnHost(`${host}:${port}`, LOOPBACK)).toBe(false);
        expect(isOwnHost(host, OPEN)).toBe(false);
      }),
    );
  });
});
