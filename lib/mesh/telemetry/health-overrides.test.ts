import { describe, expect, it } from "vitest";
import { flawOf, type HealthOverride, overrideFor } from "./health-overrides";

const RATE = "5XX,1,2,http,inbound";
const rules = (...overrides: Omit<HealthOverride, "rate">[]): readonly HealthOverride[] =>
  overrides.map((one, i) => ({ ...one, rate: `${RATE}#${i}` }));
const CART = { namespace: "shop", kind: "service", name: "cart" };

describe("which rules are set for an object", () => {
  it.each([
    ["nothing is set", [], null],
    ["all are meant", [{}], 0],
    ["its namespace", [{ namespace: "shop" }], 0],
    ["another namespace", [{ namespace: "shopping" }], null],
    ["part of its name", [{ name: "car" }], null],
    ["an expression", [{ name: "ca.+" }], 0],
    ["its kind", [{ kind: "service" }], 0],
    ["another kind", [{ kind: "workload" }], null],
    ["one field of three does not fit", [{ namespace: "shop", kind: "service", name: "x" }], null],
    ["the first that fits", [{ name: "x" }, { name: "cart" }, {}], 1],
    ["an expression that is none chooses nothing", [{ name: "(" }, {}], 1],
  ] as const)("%s", (_, overrides, expected) => {
    const found = overrideFor(rules(...overrides), CART);
    expect(found).toBe(expected === null ? null : `${RATE}#${expected}`);
  });

  it("an object outside every namespace has the empty one", () => {
    const passthrough = { namespace: null, kind: "external", name: "x" };
    expect(overrideFor([{ namespace: "shop", rate: RATE }], passthrough)).toBeNull();
    expect(overrideFor([{ rate: RATE }], passthrough)).toBe(RATE);
  });
});

describe("what of an entry cannot be used", () => {
  it.each([
    [{ rate: RATE }, null],
    [{ namespace: "(", rate: RATE }, "namespace"],
    [{ kind: "[", rate: RATE }, "kind"],
    [{ name: "*", rate: RATE }, "name"],
    [{ rate: "" }, "rate"],
    [{ rate: `${RATE};5XX,9,2,http,inbound` }, "5XX,9,2,http,inbound"],
    [{ rate: "5XX" }, "5XX"],
  ])("%o: %s", (override, expected) => {
    expect(flawOf(override)).toBe(expected);
  });
});
