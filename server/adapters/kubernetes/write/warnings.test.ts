import { describe, expect, it } from "vitest";
import { parseWarnings } from "./warnings";

// Headers as API servers send them; the form is RFC 7234, 5.5.
describe("Warning headers", () => {
  it.each<[string, string | readonly string[] | undefined, readonly string[]]>([
    ["none", undefined, []],
    ["one", '299 - "deprecated"', ["deprecated"]],
    [
      "quotes inside",
      String.raw`299 - "unknown field \"spec.b\\q\""`,
      [String.raw`unknown field "spec.b\q"`],
    ],
    ["several headers", ['299 - "one"', '299 - "two"'], ["one", "two"]],
    ["several in one header", '299 - "one, and more", 299 istiod "two"', ["one, and more", "two"]],
    ["with a date", '299 - "old" "Sat, 21 Nov 2026 13:00:00 GMT"', ["old"]],
    [
      "with a date, and another after",
      '299 - "a" "Sat, 21 Nov 2026 13:00:00 GMT",199 x:80 "b"',
      ["a", "b"],
    ],
    ["UTF-8, byte by byte", Buffer.from('299 - "Größe → 3"').toString("latin1"), ["Größe → 3"]],
    ["not UTF-8", '299 - "Gr\u00f6\u00dfe"', ["Größe"]],
    ["no warning", "nonsense", []],
    ["what is whole before what is not", '299 - "one", 299 - "tw', ["one"]],
  ])("%s", (_, header, expected) => {
    expect(parseWarnings(header)).toEqual(expected);
  });
});
