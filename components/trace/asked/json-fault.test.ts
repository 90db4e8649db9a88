import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonFault } from "./json-fault";

describe("where a text stops being JSON", () => {
  it.each([
    ['{"a": 1}', null],
    [' {"a": [1, -2.5e+3, true, null, "\\u00e9\\n"]} \n', null],
    ['{"a": 1,}', { code: "key", line: 1, column: 9 }],
    ['{"a" 1}', { code: "colon", line: 1, column: 6 }],
    ["{'a': 1}", { code: "key", line: 1, column: 2 }],
    ['{\n  "iss": "x"\n  "sub": "y"\n}', { code: "comma", line: 3, column: 3 }],
    ['{"a": }', { code: "value", line: 1, column: 7 }],
    ['{"a": 01}', { code: "comma", line: 1, column: 8 }],
    ['{"a": "b', { code: "string", line: 1, column: 7 }],
    ['{"a": 1', { code: "end", line: 1, column: 8 }],
    ['{"a": 1} x', { code: "rest", line: 1, column: 10 }],
    ["", { code: "value", line: 1, column: 1 }],
  ])("%s", (text, expected) => {
    expect(jsonFault(text)).toEqual(expected);
  });

  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  it("agrees with the parser of the browser", () => {
    const broken = fc
      .tuple(fc.json({ maxDepth: 2 }), fc.nat(), fc.constantFrom("", ",", "}", '"', "\\", "1", " "))
      .map(
        ([json, at, sign]) =>
          json.slice(0, at % (json.length + 1)) + sign + json.slice((at % (json.length + 1)) + 1),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (text) => {
        expect(jsonFault(text) === null).toBe(accepts(text));
      }),
    );
  });
});
