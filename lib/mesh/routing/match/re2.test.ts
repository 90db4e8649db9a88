import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullMatcher } from "./re2";
import { substitute } from "./re2-substitute";

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

  it.each(["(?=a)", "(a)\\1", "(?<!a)b", "a**", "(", "a{1001}", "[z-a]", "*"])(
    "%s is refused, as RE2 refuses it",
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

describe("substitute", () => {
  // source: github.com/google/re2 re2/testing/re2_test.cc (TestReplace)
  it.each([
    [
      "(qu|[b-df-hj-np-tv-z]*)([a-z]+)",
      "\\2\\1ay",
      "the quick brown fox",
      "ethay ickquay ownbray oxfay",
    ],
    [
      "\\w+",
      "\\0-NOSPAM",
      "abcd.efghi@google.com",
      "abcd-NOSPAM.efghi-NOSPAM@google-NOSPAM.com-NOSPAM",
    ],
    ["^", "(START)", "foo", "(START)foo"],
    ["^", "(START)", "", "(START)"],
    ["$", "(END)", "", "(END)"],
    ["b", "bb", "ababababab", "abbabbabbabbabb"],
    ["b+", "bb", "bbbbbb", "bb"],
    ["b*", "bb", "bbbbbb", "bb"],
    ["b*", "bb", "aaaaa", "bbabbabbabbabbabb"],
    ["a.*a", "(\\0)", "aba\naba", "(aba)\n(aba)"],
    ["a", "\\\\0", "bab", "b\\0b"],
    ["^/v1/(.*)$", "/api/\\1", "/v1/users/7", "/api/users/7"],
    ["(a)|(b)", "<\\2>", "ab", "<><b>"],
  ])("%s to %s in %s", (pattern, to, text, expected) => {
    expect(substitute(pattern, to, text)).toBe(expected);
  });

  it("takes no longer for a pattern that makes backtracking engines explode", () => {
    const text = "a".repeat(3000);
    expect(substitute("(a+)+b", "", text)).toBe(text);
  });

  it("agrees with the platform's engine on patterns both share", () => {
    const atom = fc.constantFrom("a", "b", "/", "[ab]", "(a|b)", "(?:ab|b)", "(a*?b)");
    const piece = fc.tuple(atom, fc.constantFrom("", "+", "?", "+?")).map((p) => p.join(""));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((p) => p.join(""));
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab/]{0,8}$/), (p, t) => {
        if (new RegExp(p).test("")) return;
        const expected = t.replace(
          new RegExp(p, "g"),
          (...found) => `<${found[0]}|${found[1] ?? ""}>`,
        );
        const grouped = /\((?!\?:)/.test(p);
        if (grouped) expect(substitute(p, "<\\0|\\1>", t)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
