import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileQuery, matchesQuery, type QuerySubject } from "./match";
import { parseQuery } from "./parse";
import { compilePattern, compileText, escapePattern } from "./pattern";
import type { Query } from "./query";

const queryOf = (text: string): Query => {
  const result = parseQuery(text);
  if (!result.ok || result.value === null) throw new Error(text);
  return result.value;
};

const reviews: QuerySubject = {
  text: ["reviews", "reviews.shop.svc.cluster.local"],
  strings: {
    ns: ["shop"],
    app: ["reviews"],
    version: ["v2"],
    kind: ["workload", "Deployment"],
    health: ["degraded"],
    from: ["productpage", "gateway"],
    code: ["200", "503"],
    flag: ["UF,URX", "UF", "URX"],
  },
  labels: [{ team: "pay", "app.kubernetes.io/name": "reviews" }, { team: "web" }],
  numbers: { rps: 12.5, err: 0.03, p95: null, mtls: 0 },
  flags: new Set(["healthy"]),
};

describe("matchesQuery", () => {
  it.each([
    ["view", true],
    ["REVIEWS", true],
    ["reviews*", true],
    ["view*", false],
    ["*.svc.cluster.local", true],
    ["ns:shop version:v2", true],
    ["ns:sho", false],
    ["ns:sho*", true],
    ["ns:shop version:v1", false],
    ["version:v1 OR from:gateway", true],
    ["-version:v1", true],
    ["-(ns:shop version:v2)", false],
    ["kind:deployment", true],
    ["label:team=web", true],
    ["label:team", true],
    ["label:team=ops", false],
    ["label:owner", false],
    ["label:constructor", false],
    ["-label:owner", true],
    ["rps>10 err>=3% err<=3%", true],
    ["rps>12.5", false],
    ["rps>12.4", true],
    ["rps>=12.5", true],
    ["rps<12.5", false],
    ["rps<12.6", true],
    ["rps<=12.4", false],
    ["rps=12.5", true],
    ["rps=12", false],
    ["rps!=12.5", false],
    ["mtls<100%", true],
    ["healthy", true],
    ["idle", false],
    ["-idle", true],
    ["to:redis", false],
    ["code:5*", true],
    ["flag:URX", true],
  ])("%s: %s", (text, expected) => {
    expect(matchesQuery(queryOf(text), reviews)).toBe(expected);
  });
});

describe("an unknown number is neither above nor below, also when negated", () => {
  it.each([
    ["p95>250ms", false],
    ["-p95>250ms", false],
    ["p95!=250ms", false],
    ["p99<1s", false],
    ["-(p95>1s OR p99>1s)", false],
    ["p95>250ms OR ns:shop", true],
    ["p95>250ms ns:shop", false],
    ["-(p95>250ms ns:other)", true],
    ["-(p95>250ms ns:shop)", false],
  ])("%s: %s", (text, expected) => {
    expect(matchesQuery(queryOf(text), reviews)).toBe(expected);
  });

  it("holds for every comparison", () => {
    const unknown: QuerySubject = { ...reviews, numbers: { rps: Number.NaN } };
    for (const operator of ["<", "<=", "=", "!=", ">=", ">"]) {
      expect(matchesQuery(queryOf(`rps${operator}1`), unknown)).toBe(false);
      expect(matchesQuery(queryOf(`-rps${operator}1`), unknown)).toBe(false);
    }
  });
});

describe("patterns", () => {
  const literal = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\", "."), maxLength: 6 });

  it("an escaped text matches itself and nothing else", () => {
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        expect(compilePattern(escapePattern(a))(b)).toBe(a === b);
      }),
    );
  });

  it("agrees with a regular expression", () => {
    const part = fc.constantFrom("a", "b", "*", "ab");
    const value = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 7 }), value, (parts, text) => {
        const pattern = parts.join("");
        const oracle = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
        expect(compilePattern(pattern)(text)).toBe(oracle.test(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it("a bare word is part of a value, a pattern the whole of it", () => {
    expect(compileText("ab")("xabx")).toBe(true);
    expect(compileText("ab*")("xabx")).toBe(false);
    expect(compileText("a\\*")("xa*x")).toBe(true);
  });

  it("does not backtrack: a hostile pattern on a long value takes no time", () => {
    const test = compileQuery(queryOf(`name:${"a*".repeat(500)}b`));
    const subject: QuerySubject = { ...reviews, strings: { name: ["a".repeat(100_000)] } };
    const start = performance.now();
    expect(test(subject)).toBe(false);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
