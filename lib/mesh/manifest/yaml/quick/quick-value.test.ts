import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonPath } from "../../json";
import { yamlDocument } from "../../testing/yaml-arbitraries";
import { readTree } from "../read-tree";
import { valueOfTree } from "../tree-value";
import { quickPlaces, quickValue } from "./quick-value";

const fully = (text: string) => {
  const tree = readTree(text);
  return tree.problems.length > 0 || tree.root === null ? undefined : valueOfTree(tree.root);
};

/** Whatever is read quickly is what the full reading says. */
function expectSame(text: string): boolean {
  const quick = quickValue(text);
  if (quick !== undefined) expect(quick, text).toEqual(fully(text));
  return quick !== undefined;
}

const body = (text: string) => text.replace(/^---[^\n]*\n/, "");

describe("what is read quickly", () => {
  it("is what the full reading says, for documents in many styles", () => {
    let read = 0;
    fc.assert(
      fc.property(yamlDocument, ({ text }) => {
        if (expectSame(body(text))) read += 1;
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(read).toBeGreaterThan(20);
  });

  it("is what the full reading says, for documents with errors in them", () => {
    const pieces = [
      ":",
      "-",
      " ",
      "\n",
      "  ",
      "#",
      '"',
      "'",
      "{",
      "}",
      "[",
      "]",
      ",",
      "|",
      "a",
      ": ",
      "- ",
      "\n- ",
      " #",
      "&a",
      "?",
    ];
    const wound = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.constantFrom(...pieces),
    });
    fc.assert(
      fc.property(yamlDocument, fc.array(wound, { maxLength: 3 }), ({ text }, wounds) => {
        const hurt = wounds.reduce(
          (t, { at, cut, put }) => {
            const from = at % (t.length + 1);
            return t.slice(0, from) + put + t.slice(from + cut);
          },
          body(text).replaceAll("\r", ""),
        );
        if (!/^(---|\.\.\.)/m.test(hurt)) expectSame(hurt);
      }),
      { numRuns: 400, seed: 2 },
    );
  });

  it.each([
    [
      "a map with every kind of scalar",
      "a: 1\nb: 'it''s'\nc: \"x\\ty\"\nd: yes\ne: ~\nf:\ng: -2.5 # note\nh: a:b #c\n",
    ],
    [
      "lists beside and below their key",
      "a:\n- 1\n- b: 2\n  c: 3\nd:\n  -   x: 1\n      y: 2\n  - - 1\n    - 2\n  -\n    z: 3\n",
    ],
    ["flow over several lines", 'a: {b: [1, two, "3"],\n    c: {}, d: }\ne: []\n'],
    ["JSON", '{"a": {"b":[1,-2.5e3,null,true,"x\\u00e9"]},\n"c":""}\n'],
    ["a literal block", "a: |\n  one\n\n    two\n\nb: |-\n  x: y\n  # no comment\nc: 1\n"],
    ["comments and empty lines", "# head\n\na: # here\n  # there\n  b: 1\n\n# end\n"],
    ["an address with a port", "a: http://x:80/y\nb: 10.0.0.1:80\nc: 12:30\n"],
  ])("covers %s", (_, text) => {
    expect(expectSame(text)).toBe(true);
  });

  it.each([
    ["two scalars in one map entry", "a: b: c\n"],
    ["a duplicate key", "a: 1\na: 2\n"],
    ["a line that is too deep", "a: 1\n  b: 2\n"],
    ["a line that is between two levels", "a:\n    b: 1\n  c: 2\n"],
    ["a scalar over two lines", "a: one\n  two\n"],
    ["an alias", "a: &x 1\nb: *x\n"],
    ["a tab", "a:\t1\n"],
    ["a merge", "<<: {a: 1}\n"],
    ["a number that JSON has not", "a: .nan\n"],
    ["brackets that stay open", "a: [1\n"],
    ["text behind a value", "a: {} b\n"],
    ["nothing", "# only this\n"],
    ["a key that objects cannot hold", "__proto__: 1\n"],
    ["a block that is folded", "a: >\n  b\n"],
  ])("leaves %s to the full reading", (_, text) => {
    expect(quickValue(text)).toBeUndefined();
  });
});

it("finds where a path is written, or its nearest holder", () => {
  const text = "# head\na:\n- b: {c: 1,\n    d: 2}\n-  e:\n   - 3\n'f g': [x, y]\n";
  const at = (path: JsonPath) => text.slice(quickPlaces(text)?.(path) ?? 0).split("\n")[0];
  expect(
    [[], ["a"], ["a", 0], ["a", 0, "b", "d"], ["a", 1, "e", 0], ["f g", 1], ["a", 0, "z", "y"]].map(
      at,
    ),
  ).toEqual(["a:", "a:", "- b: {c: 1,", "d: 2}", "- 3", "y]", "- b: {c: 1,"]);
  expect(quickPlaces("a: &x 1")).toBeNull();
});
