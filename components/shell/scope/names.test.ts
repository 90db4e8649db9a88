import { describe, expect, it } from "vitest";
import { addOrRemove, chosenOf, summary } from "./names";

const KNOWN = ["bookinfo", "boutique", "istio-system"];

describe("names in scope", () => {
  it.each([
    ["takes one away from all", null, "boutique", ["bookinfo", "istio-system"]],
    ["adds one", ["bookinfo"], "boutique", ["bookinfo", "boutique"]],
    ["becomes all when the last is added", ["bookinfo", "boutique"], "istio-system", null],
    ["becomes all when the last is taken away", ["bookinfo"], "bookinfo", null],
    ["drops a name that is gone", ["bookinfo", "old"], "old", ["bookinfo"]],
    [
      "is not all while a gone name is chosen",
      ["bookinfo", "boutique", "old"],
      "istio-system",
      ["bookinfo", "boutique", "old", "istio-system"],
    ],
  ])("%s", (_, chosen, name, expected) => {
    expect(addOrRemove(KNOWN, chosen, name)).toEqual(expected);
  });

  it("keeps chosen names that do not exist, and says so", () => {
    expect(chosenOf(["shop"], ["shop", "old"])).toEqual([
      { name: "shop", chosen: true, gone: false },
      { name: "old", chosen: true, gone: true },
    ]);
  });

  it.each([
    [null, { first: "", more: 0 }],
    [["bookinfo"], { first: "bookinfo", more: 0 }],
    [["a", "b", "c", "d"], { first: "a, b", more: 2 }],
  ])("sums %o up", (chosen, expected) => {
    expect(summary(KNOWN, chosen)).toEqual(expected);
  });

  it("names the only cluster there is", () => {
    expect(summary(["prod-eu1"], null)).toEqual({ first: "prod-eu1", more: 0 });
  });
});
