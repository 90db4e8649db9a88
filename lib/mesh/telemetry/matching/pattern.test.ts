import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesPattern, parsePattern } from "./pattern";

function matches(expression: string, text: string): boolean {
  const parsed = parsePattern(expression);
  if (!parsed.ok) throw new Error(`${expression}: not a pattern at ${parsed.error.at}`);
  return matchesPattern(parsed.value, text);
}

describe("patterns", () => {
  it.each([
    ["^5\\d\\d$", "503", true],
    ["^5\\d\\d$", "5030", false],
    ["^[1-9]$|^1[0-6]$", "16", true],
    ["^[1-9]$|^1[0-6]$", "17", false],
    ["^[^2]..$", "200", false],
    ["^[^2]..$", "404", true],
    ["^(401|404)$", "404", true],
    ["^(?:5\\d{2}|0)$", "0", true],
    ["^4\\d{1,2}$", "4", false],
    ["^[\\d-]+$", "5-0", true],
    ["^[]0]+$", "0]", true],
    ["^\\D$", "-", true],
    ["^\\.$", ".", true],
    ["^.*?$", "", true],
    ["", "anything", true],
    ["a|", "b", true],
    ["^x{0}$", "", true],
  ])("%s on %s: %s", (expression, text, expected) => {
    expect(matches(expression, text)).toBe(expected);
  });

  it.each([
    ["(", 1],
    ["[1", 2],
    ["*", 0],
    ["5**", 1],
    ["5\\", 1],
    ["[9-1]", 2],
    ["a{1001}", 1],
    ["(?=5)", 1],
    ["\\b", 0],
    [")", 0],
    ["[[:digit:]]", 1],
  ])("%s is no pattern", (expression) => {
    expect(parsePattern(expression).ok).toBe(false);
  });

  it("law: agrees with the platform's own expressions", () => {
    const atom = fc.constantFrom("5", "0", "\\d", ".", "[0-4]", "[^5]", "-", "^", "$");
    const expression = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        atom,
        fc.tuple(tie("any"), tie("any")).map(([a, b]) => `${a}${b}`),
        fc.tuple(tie("any"), tie("any")).map(([a, b]) => `(${a}|${b})`),
        fc
          .tuple(tie("any"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,}", "+?"))
          .map(([a, n]) => `(?:${a})${n}`),
      ),
    })).any;
    const text = fc.string({ unit: fc.constantFrom("0", "5", "9", "-"), maxLength: 5 });
    fc.assert(
      fc.property(expression, text, (source, on) => {
        expect(matches(source, on)).toBe(new RegExp(source).test(on));
      }),
      { numRuns: 2000 },
    );
  });

  it("a hostile expression answers at once, where backtracking would not", () => {
    const nested = `^${"(".repeat(15)}\\d${"*)".repeat(15).replace(/^\*/, "*")}x$`;
    expect(matches(nested, "5".repeat(40))).toBe(false);
    expect(matches(`^${"(?:\\d?)".repeat(30)}${"\\d".repeat(4)}x$`, "5".repeat(30))).toBe(false);
    expect(matches("^((\\d{0,1000}){1000}){1000}x$", "5555555555")).toBe(false);
  });
});
