import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullMatcher } from "./re2";

describe("fullMatcher", () => {
  // source: github.com/google/re2 doc/syntax.txt; Envoy envoy/type/matcher/v3/regex.proto (full match)
  it.each([
    ["/a", "/a", true],
    ["/a", "/ab", false],
    [".*", "", true],
    ["/api/v[12]/.+", "/api/v2/x", true],
    ["/api/v[12]/.+", "/api/v3/x", false],
    ["/(reviews|ratings)/\\d+", "/ratings/42", true],
    ["^/x$", "/x", true],
    ["(?i)/Admin", "/aDMIN", true],
    ["a{2,3}", "a", false],
    ["a{2,3}", "aaa", true],
    ["a{2,3}", "aaaa", false],
    ["[^/]+", "a/b", false],
    ["a\\.b", "axb", false],
    ["(?:ab)*?c", "ababc", true],
    ["[\\w-]+", "x-y_1", true],
    ["a$b", "ab", false],
  ])("%s on %s is %s", (pattern, text, expected) => {
    expect(fullMatcher(pattern)?.(text)).toBe(expected);
  });

  it.each(["(?=a)", "(a)\\1", "(?<!a)b", "a**", "[[:alpha:]]", "\\pL", "(", "a{1001}", "[z-a]"])(
    "%s is not understood",
    (pattern) => {
      expect(fullMatcher(pattern)).toBeNull();
    },
  );

  it("agrees with the platform's engine on patterns both share", () => {
    const atom = fc.constantFrom("a", "b", "/", ".", "[ab]", "[^a]", "(a|b)", "(?:ab|)", "\\d");
    const piece = fc
      .tuple(atom, fc.constantFrom("", "*", "+", "?", "{1,2}"))
      .map((p) => p.join(""));
    const pattern = fc.array(piece, { maxLength: 5 }).map((p) => p.join(""));
    const text = fc.stringMatching(/^[ab/1]{0,8}$/);
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(fullMatcher(p)?.(t)).toBe(new RegExp(`^(?:${p})$`).test(t));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes no longer for a pattern that makes backtracking engines explode", () => {
    expect(fullMatcher("(a+)+b")?.("a".repeat(5000))).toBe(false);
  });
});
