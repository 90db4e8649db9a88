import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readResult } from "./read-result.mjs";

/** What was visited and what is left; `null` for what is no JSON. */
function read(text: string) {
  const elements: unknown[] = [];
  const rest = readResult(new TextEncoder().encode(text), (element) => elements.push(element));
  return rest && { ...rest, elements };
}

const answerWith = (result: unknown) => ({
  warnings: ["a ] in [ the } text"],
  status: "success",
  data: { stats: [{ result: [1] }], resultType: "vector", result },
  infos: [],
});

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("the results of an answer, one at a time", () => {
  it("are those of JSON.parse, whatever they hold and however they are spaced", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, "\t"), (result, space) => {
        const whole = answerWith(result);
        const { elements, ...rest } = read(JSON.stringify(whole, null, space)) ?? {};
        expect(JSON.stringify(elements)).toBe(JSON.stringify(result));
        expect(rest).toEqual({ answer: answerWith([]), found: true });
      }),
    );
  });

  it("are refused exactly where JSON.parse refuses the body: one byte lost, doubled or turned", () => {
    const text = JSON.stringify(answerWith([{ metric: { a: 'b\\"],' }, value: [1, "2"] }, [], 3]));
    const change = fc.constantFrom<(c: string) => string>(
      () => "",
      (c) => c + c,
      (c) => ({ "[": "]", "]": "}", "{": "[", "}": "]", ",": ":", ":": "," })[c] ?? " ",
    );
    fc.assert(
      fc.property(fc.nat(text.length - 1), change, (at, to) => {
        const broken = text.slice(0, at) + to(text.charAt(at)) + text.slice(at + 1);
        expect(read(broken) !== null).toBe(parses(broken));
      }),
      { numRuns: 500 },
    );
  });

  it("every cut of a body is no JSON", () => {
    const text = JSON.stringify(answerWith([{ metric: {}, value: [1, "2"] }]));
    for (let end = 0; end < text.length; end++) expect(read(text.slice(0, end))).toBeNull();
  });

  it.each([
    ["an answer without data", { status: "error", error: "no" }],
    ["a list elsewhere", { result: [1], data: [["result", [2]]] }],
    ["results that are no list", { data: { result: { result: [3] } } }],
  ])("%s has none", (_name, whole) => {
    expect(read(JSON.stringify(whole))).toEqual({ answer: whole, found: false, elements: [] });
  });
});
