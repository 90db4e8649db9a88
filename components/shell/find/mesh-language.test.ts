import { describe, expect, it } from "vitest";
import { repaired } from "./find-model";
import { meshLanguage } from "./mesh-language";

const language = meshLanguage({
  names: ["reviews", "ratings"],
  values: { ns: ["bookinfo", "boutique"] },
  labels: new Map(),
});

describe("meshLanguage", () => {
  it("says where a wrong term stands and what was meant", () => {
    expect(language.check("rps>1 vesion:v2")).toEqual({
      at: 6,
      length: 7,
      message: 'There is no term "vesion:".',
      suggestion: "version:",
    });
  });

  it.each([
    ["errr>=1%", "err>=1%"],
    ["ns:shop ilde:yes", "ns:shop idle"],
    ["protocol:htpp rps>1", "protocol:http rps>1"],
    ["orders:8080", '"orders:8080"'],
  ])("repairs %j, sign and all", (text, right) => {
    const fault = language.check(text);
    expect(fault === null ? text : repaired(text, fault)).toBe(right);
  });

  it.each(["", "ns:shop", "rps>10 -ns:monitoring"])("takes %j", (text) => {
    expect(language.check(text)).toBeNull();
  });

  it("splits the outermost operator and joins again, with parentheses where they are needed", () => {
    expect(language.operands("rps>1 (ns:a OR ns:b)", "and")).toEqual(["rps>1", "ns:a OR ns:b"]);
    expect(language.operands("ns:a OR ns:b", "and")).toEqual(["ns:a OR ns:b"]);
    expect(language.join(["rps>1", "ns:a OR ns:b"], "and")).toBe("rps>1 (ns:a OR ns:b)");
    expect(language.join(["rps>1", "ns:a err>1%"], "and")).toBe("rps>1 ns:a err>1%");
    expect(language.join(["ns:a"], "or")).toBe("ns:a");
    expect(language.join([], "or")).toBe("");
  });

  it("completes with names in scope, the whole text each time", () => {
    expect(language.complete("rps>1 ns:bo", 11).map((c) => c.text)).toEqual([
      "rps>1 ns:bookinfo",
      "rps>1 ns:boutique",
    ]);
  });
});
