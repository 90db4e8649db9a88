import { describe, expect, it } from "vitest";
import { CODES } from "@/lib/mesh/analysis/analyzers";
import { codesText, explainedCodes } from "./codes";

describe("the pages of codes", () => {
  it("explain every code that analysis has", () => {
    expect([...CODES.keys()].filter((code) => codesText.of(code) === null)).toEqual([]);
  });

  it("explain no code that analysis does not have", () => {
    expect(explainedCodes.filter((code) => !CODES.has(code))).toEqual([]);
  });

  it.each(explainedCodes)("%s in sentences", (code) => {
    const text = codesText.of(code);
    for (const part of [text?.means, text?.matters, text?.fix]) expect(part).toMatch(/^\S.*\.$/);
    expect(text?.title).toMatch(/[^.]$/);
  });

  it("know nothing of what is no code", () => {
    expect(codesText.of("toString")).toBeNull();
  });
});
