import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDemandIndex, type Demand } from "./demand-index";

type Item = Readonly<Record<string, string>>;

const field = fc.constantFrom("a", "b", "c");
const value = fc.constantFrom("", "x", "xy", "xyz", "z");
const demand: fc.Arbitrary<Demand> = fc.record({
  field,
  how: fc.constantFrom("is", "begins-with", "begins"),
  value,
});
const item = fc.record({
  demands: fc.array(demand, { maxLength: 3 }),
  has: fc.dictionary(field, value),
});

const offersOf = (has: Item) => Object.entries(has).map(([name, v]) => ({ field: name, value: v }));

function isMet({ field: name, how, value: wanted }: Demand, has: Item): boolean {
  const found = has[name];
  if (found === undefined) return false;
  if (how === "is") return found === wanted;
  return how === "begins-with" ? found.startsWith(wanted) : wanted.startsWith(found);
}

/** Items that are never taken in: with them there are many. */
const others = Array.from({ length: 40 }, () => ({ demands: [], has: {} }));

describe("candidates", () => {
  it.each([
    ["few", []],
    ["many", others],
  ])("are all items whose demands are met, in their order, among %s", (_, more) => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), item, (items, later) => {
        const index = createDemandIndex(
          [...items, later, ...more],
          ({ demands }) => demands,
          ({ has }) => offersOf(has),
        );
        for (const one of items) index.add(one);
        const found = index.candidates(later);
        const met = items.filter(({ demands }) => demands.every((d) => isMet(d, later.has)));
        expect(found.filter(({ demands }) => demands.every((d) => isMet(d, later.has)))).toEqual(
          met,
        );
        expect(found).toEqual(items.filter((one) => found.includes(one)));
      }),
    );
  });

  it("are few where items differ in one of their demands", () => {
    const items = Array.from({ length: 500 }, (_, i) => ({ same: "/", own: `tenant-${i}.` }));
    for (const how of ["is", "begins-with", "begins"] as const) {
      const index = createDemandIndex(
        items,
        ({ same, own }) => [
          { field: "same", how: "begins-with", value: same },
          { field: "own", how, value: own },
        ],
        ({ same, own }) => offersOf({ same, own }),
      );
      for (const one of items) index.add(one);
      const counts = items.map((one) => index.candidates(one).length);
      expect([how, Math.max(...counts)]).toEqual([how, 1]);
    }
  });
});
