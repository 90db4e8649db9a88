import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Spec } from "../../routing/spec/read-spec";
import { createMatchCover, type Taker } from "./match-cover";

const value = fc.constantFrom("/", "/a", "/a/b", "/A", "x");
const text = fc.oneof(
  value.map((exact) => ({ exact })),
  value.map((prefix) => ({ prefix })),
  fc.constantFrom("/a.*", ".*").map((regex) => ({ regex })),
);
const named = fc.dictionary(fc.constantFrom("h", "k"), fc.oneof(text, fc.constant({})), {
  maxKeys: 2,
});
const match: fc.Arbitrary<Spec> = fc.record(
  {
    uri: text,
    ignoreUriCase: fc.boolean(),
    method: text,
    headers: named,
    queryParams: named,
    withoutHeaders: named,
    port: fc.constantFrom(80, 443),
    gateways: fc.constantFrom(["mesh"], ["edge"]),
  },
  { requiredKeys: [] },
);
const rule = fc.array(match, { maxLength: 3 }).map((m) => ({ match: m }));

/** The rules one by one: what each of them alone would take. */
function firstAlone(
  rules: readonly { readonly match: readonly Spec[] }[],
  later: Spec,
): Taker | null {
  for (const [i, { match: matches }] of rules.entries()) {
    if (matches.length === 0) return { rule: i, match: null };
    for (const [j, one] of matches.entries()) {
      const cover = createMatchCover([{ match: [one] }]);
      cover.next();
      if (cover.takerOf(later) !== null) return { rule: i, match: j };
    }
  }
  return null;
}

describe("what earlier rules take of a later match", () => {
  it("is what the first of them would take alone", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), match, (rules, later) => {
        const cover = createMatchCover(rules);
        for (const _ of rules) cover.next();
        expect(cover.takerOf(later)).toEqual(firstAlone(rules, later));
      }),
      { numRuns: 300 },
    );
  });

  const shapes: Readonly<Record<string, (i: number) => Spec>> = {
    "one path each": (i) => ({ uri: { exact: `/${i}` } }),
    "one prefix each": (i) => ({ uri: { prefix: `/${i}/x` } }),
    "one header each": (i) => ({ uri: { prefix: "/" }, headers: { tenant: { exact: `t${i}` } } }),
    "one pattern each": (i) => ({ uri: { regex: `/${i}/.*` } }),
    "one header each that must be missing": (i) => ({ withoutHeaders: { [`h${i}`]: {} } }),
  };

  /** How often a match of so many rules is read while all are asked for and taken in. */
  function reads(shape: (i: number) => Spec, rules: number): number {
    let count = 0;
    const counted = (spec: Spec): Spec =>
      new Proxy(spec, {
        get(target, key, receiver) {
          count += 1;
          return Reflect.get(target, key, receiver);
        },
      });
    const specs = Array.from({ length: rules }, (_, i) => ({ match: [counted(shape(i))] }));
    const cover = createMatchCover(specs);
    for (const {
      match: [spec = {}],
    } of specs) {
      cover.takerOf(spec);
      cover.next();
    }
    return count;
  }

  it.each(Object.entries(shapes))("costs what the rules are: %s", (_, shape) => {
    expect(reads(shape, 800)).toBeLessThanOrEqual(2 * reads(shape, 400));
  });
});
