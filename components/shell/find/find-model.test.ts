import { describe, expect, it } from "vitest";
import {
  completions,
  draftFault,
  readDraft,
  repaired,
  termsOf,
  withDraft,
  withoutTerm,
} from "./find-model";
import type { QueryLanguage } from "./query-language";

/** A language with the two operators and one wrong word, enough to see how texts are joined and cut. */
const language: QueryLanguage = {
  check: (text) => {
    const at = text.indexOf("vesion:");
    return at < 0 ? null : { at, length: 7, message: "unknown word", suggestion: "version:" };
  },
  operands: (text, operator) => text.split(operator === "and" ? " " : " OR "),
  join: (texts, operator) => texts.join(operator === "and" ? " " : " OR "),
  complete: (text) => [{ text: `${text}s:`, label: "ns:", detail: "namespace" }],
};

const filters = { find: "rps>0 ns:shop", hide: "ns:monitoring OR idle" };

describe("find and hide", () => {
  it("shows every term: all of find, any of hide", () => {
    const shown = termsOf(filters, language).map((t) => `${t.kind} ${t.text}`);
    expect(shown).toEqual(["find rps>0", "find ns:shop", "hide ns:monitoring", "hide idle"]);
  });

  it("shows a text that is no query as one chip", () => {
    const terms = termsOf({ find: "vesion:v2 rps>0", hide: "" }, language);
    expect(terms).toEqual([
      { kind: "find", text: "vesion:v2 rps>0", index: 0, fault: "unknown word" },
    ]);
    const [term] = terms;
    if (term === undefined) throw new Error("a chip");
    expect(withoutTerm({ find: "vesion:v2 rps>0", hide: "" }, term, language).find).toBe("");
  });

  it.each([
    [0, { find: "ns:shop", hide: "ns:monitoring OR idle" }],
    [3, { find: "rps>0 ns:shop", hide: "ns:monitoring" }],
  ])("removes term #%d and leaves the rest", (at, expected) => {
    const term = termsOf(filters, language)[at];
    if (term === undefined) throw new Error("a term");
    expect(withoutTerm(filters, term, language)).toEqual(expected);
  });

  it.each([
    ["err>=1%", { ...filters, find: "rps>0 ns:shop err>=1%" }],
    ["hide healthy", { ...filters, hide: "ns:monitoring OR idle OR healthy" }],
    ["hide ", null],
    ["  ", null],
    ["vesion:v2", null],
  ])("adds %o", (draft, expected) => {
    expect(withDraft(filters, draft, language)).toEqual(expected);
  });

  it("drops a text that was no query when a new term comes", () => {
    expect(withDraft({ find: "vesion:v2", hide: "" }, "rps>0", language)?.find).toBe("rps>0");
  });

  it("counts the place of a fault from the beginning of what is typed", () => {
    expect(draftFault("hide vesion:v2", language)?.at).toBe(5);
    expect(draftFault("hide", language)).toBe(null);
    expect(readDraft("hidden")).toEqual({ kind: "find", query: "hidden", offset: 0 });
  });

  it("keeps the leading hide in completions", () => {
    expect(completions("hide n", 6, language).map((c) => c.text)).toEqual(["hide ns:"]);
    expect(completions("hide n", 2, language)).toEqual([]);
  });

  it("puts the suggestion in the place of the wrong word", () => {
    const draft = "hide vesion:v2 rps>0";
    const fault = draftFault(draft, language);
    if (fault === null) throw new Error("a fault");
    expect(repaired(draft, fault)).toBe("hide version:v2 rps>0");
  });
});
