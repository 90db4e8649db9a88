import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeRegex, matchAny, quote, rateOf, recordedRates } from "./promql";

/** Reads a double-quoted PromQL literal back, by the rules of Go: an outside view on `quote`. */
function unquote(literal: string): string {
  expect(literal).toMatch(/^"(?:[^"\\\n]|\\["\\n]|\\x[0-9a-f]{2})*"$/);
  return literal
    .slice(1, -1)
    .replace(/\\(x[0-9a-f]{2}|.)/g, (_, e: string) =>
      e === "n" ? "\n" : e.length === 1 ? e : String.fromCharCode(Number.parseInt(e.slice(1), 16)),
    );
}

describe("quote", () => {
  it.each([
    ['"} or up{a="', '"\\"} or up{a=\\""'],
    ["back\\slash", '"back\\\\slash"'],
    ["two\nlines", '"two\\nlines"'],
    ["tab\there\u0000", '"tab\\x09here\\x00"'],
    ["{braces} `tick` 'apostrophe'", "\"{braces} `tick` 'apostrophe'\""],
    ["日本語 é 🚀", '"日本語 é 🚀"'],
  ])("%j", (value, literal) => expect(quote(value)).toBe(literal));

  it("never lets a value out of its quotes, and loses nothing of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 253 }), (value) => {
        expect(unquote(quote(value))).toBe(value);
      }),
    );
  });
});

describe("matchAny", () => {
  it.each([
    [["a"], 'l="a"'],
    [["a", "a"], 'l="a"'],
    [["a.b", "c|d"], 'l=~"a\\\\.b|c\\\\|d"'],
    [[".*"], 'l=".*"'],
  ])("%j is %s", (values, matcher) => expect(matchAny("l", values)).toBe(matcher));

  it("matches its values and nothing else", () => {
    const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 4 }), word, (values, other) => {
        const regex = new RegExp(`^(?:${values.map(escapeRegex).join("|")})$`, "u");
        for (const value of values) expect(regex.test(value)).toBe(true);
        expect(regex.test(other)).toBe(values.includes(other));
      }),
    );
  });
});

describe("recorded rates", () => {
  const metrics = ["istio_requests_total", "istio_request_duration_milliseconds_bucket"];
  const rules = recordedRates(
    [
      "istio_edge:requests:rate1m",
      "istio_edge:request_duration_milliseconds_bucket:rate120s",
      "istio_edge:requests:increase1m",
      "istio_edge:unheard_of:rate1m",
      "istio_requests_total",
    ],
    metrics,
  );

  it.each([
    ["istio_requests_total", 60, "istio_edge:requests:rate1m{a}"],
    ["istio_requests_total", 120, "rate(istio_requests_total{a}[120s])"],
    [
      "istio_request_duration_milliseconds_bucket",
      120,
      "istio_edge:request_duration_milliseconds_bucket:rate120s{a}",
    ],
  ])("%s over %i s", (metric, seconds, text) => {
    expect(rateOf(metric, "a", seconds, rules)).toBe(text);
  });
});
