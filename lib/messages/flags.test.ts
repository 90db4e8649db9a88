import { describe, expect, it } from "vitest";
import { diagnose, parseFlags, RESPONSE_FLAGS } from "@/lib/mesh/telemetry/flags";
import { flagText } from "./flags";

/** Every flag of the specification of response flags, and those of ztunnel. */
const KNOWN =
  "DC DI FI DPE DT IH LH LR NC NR NFCF OM RFCF RL RLSE SI UAEX UC UF UH UMSDR UO UPE UR URX UT DF DO DENY CONNECT";

describe("response flags", () => {
  it("are all in the catalogue, each with its own sentence", () => {
    expect(Object.keys(RESPONSE_FLAGS).sort()).toEqual(KNOWN.split(" ").sort());
    const sentences = Object.values(flagText.flag);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences.every((text) => text.endsWith("."))).toBe(true);
  });

  it.each([
    ["-", []],
    ["", []],
    ["UH", ["UH"]],
    ["UF,URX", ["UF", "URX"]],
    ["DI, FI", ["DI", "FI"]],
    ["XX", [null]],
    ["toString", [null]],
  ] as const)("%s is read as %j", (flags, codes) => {
    expect(parseFlags(flags).map((flag) => flag.code)).toEqual(codes);
  });

  it("names a flag that it does not know as it stands", () => {
    expect(parseFlags("<b>")).toEqual([{ text: "<b>", code: null }]);
    expect(flagText.unknownFlag("<b>")).toContain("<b>");
  });
});

describe("diagnosis", () => {
  it.each([
    ["404", "NR", "no-route"],
    ["503", "NR", "blocked-host"],
    ["0", "NR", "blocked-host"],
    ["503", "NC", "missing-cluster"],
    ["503", "UH", "no-healthy-upstream"],
    ["503", "UF", "connection-failed"],
    ["503", "UF,URX", "connection-failed"],
    ["503", "UC", "connection-closed"],
    ["503", "UR", "connection-closed"],
    ["504", "UT", "timed-out"],
    ["503", "UO", "overflow"],
    ["503", "URX", "retries-used-up"],
    ["403", "-", "probably-denied"],
    ["403", "UAEX", "denied-by-authorizer"],
    ["401", "-", "unauthenticated"],
    ["500", "-", "server-error"],
    ["503", "FI", "injected-abort"],
    ["503", "DI,FI", "injected-abort"],
    ["200", "DI", null],
    ["0", "DC", "caller-left"],
    ["0", "CONNECT", "connection-failed"],
    ["0", "DENY", "denied-at-l4"],
    ["429", "RL", "rate-limited"],
    ["503", "DF,UH", "dns-failed"],
    ["200", "-", null],
    ["404", "-", null],
    ["502", "-", null],
    ["503", "XX", null],
  ])("%s with %s: %s", (code, flags, expected) => {
    expect(diagnose({ code, flags }, "cart.shop.svc.cluster.local")).toBe(expected);
  });

  it("a 502 of BlackHoleCluster is a blocked host", () => {
    expect(diagnose({ code: "502", flags: "-" }, "BlackHoleCluster")).toBe("blocked-host");
  });

  it("does not call a 403 certain without a verdict", () => {
    expect(flagText.diagnosis["probably-denied"]).toMatch(/^Probably/);
  });
});
