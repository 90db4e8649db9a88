import { describe, expect, it } from "vitest";
import { diagnose, parseFlags, RESPONSE_FLAGS } from "./flags";

describe("parseFlags", () => {
  it.each([
    ["", []],
    ["-", []],
    ["UH", ["UH"]],
    ["UF,URX", ["UF", "URX"]],
    [" DI , FI ", ["DI", "FI"]],
    ["-,UH", ["UH"]],
    ["DENY", ["DENY"]],
  ])("%j", (text, codes) => {
    expect(parseFlags(text)).toEqual(codes.map((code) => ({ text: code, code })));
  });

  it("keeps one that it does not know, also one that every object has", () => {
    for (const text of ["XYZ", "toString", "__proto__"]) {
      expect(parseFlags(text)).toEqual([{ text, code: null }]);
    }
  });
});

// source: envoy docs/root/configuration/observability/access_log/usage.rst (%RESPONSE_FLAGS%), ztunnel src/proxy/metrics.rs
it("knows the flags of Envoy and of ztunnel", () => {
  const known =
    "DC DI FI DPE DT IH LH LR NC NR NFCF OM RFCF RL RLSE SI UAEX UC UF UH UMSDR UO UPE UR URX UT DF DO DENY CONNECT";
  expect(Object.keys(RESPONSE_FLAGS).sort()).toEqual(known.split(" ").sort());
});

describe("diagnose", () => {
  it.each([
    // code, flags, meaning
    ["404", "NR", "no-route"],
    ["503", "NR", "blocked-host"],
    ["", "NR", "blocked-host"],
    ["503", "NC", "missing-cluster"],
    ["503", "UH", "no-healthy-upstream"],
    ["503", "UF", "connection-failed"],
    ["503", "UF,URX", "connection-failed"],
    ["503", "URX,UF", "connection-failed"],
    ["503", "URX", "retries-used-up"],
    ["503", "UC", "connection-closed"],
    ["503", "UR", "connection-closed"],
    ["504", "UT", "timed-out"],
    ["503", "UO", "overflow"],
    ["503", "DF", "dns-failed"],
    ["429", "RL", "rate-limited"],
    ["500", "RLSE", "rate-limited"],
    ["403", "UAEX", "denied-by-authorizer"],
    ["403", "-", "probably-denied"],
    ["403", "", "probably-denied"],
    ["401", "-", "unauthenticated"],
    ["500", "-", "server-error"],
    ["0", "DC", "caller-left"],
    ["503", "FI", "injected-abort"],
    ["503", "DI,FI", "injected-abort"],
    ["", "DENY", "denied-at-l4"],
    ["", "CONNECT", "connection-failed"],
    // What needs no explanation, and what has none.
    ["200", "-", null],
    ["200", "DI", null],
    ["404", "-", null],
    ["502", "-", null],
    ["403", "XYZ", null],
    ["503", "UPE", null],
  ])("%s %s: %s", (code, flags, expected) => {
    expect(diagnose({ code, flags }, "cart.shop.svc.cluster.local")).toBe(expected);
  });

  it("takes a 502 for a blocked host only from the cluster that blocks", () => {
    expect(diagnose({ code: "502", flags: "-" }, "BlackHoleCluster")).toBe("blocked-host");
    expect(diagnose({ code: "502", flags: "UC" }, "BlackHoleCluster")).toBe("connection-closed");
    expect(diagnose({ code: "200", flags: "-" }, "BlackHoleCluster")).toBeNull();
  });
});
