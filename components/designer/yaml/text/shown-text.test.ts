import { describe, expect, it } from "vitest";
import { shownText } from "./shown-text";
import { parseUnfinished } from "./unfinished-texts";

const DRAFT = "a: 1\nb: 2\nc: 3\n";

describe("what the editor shows", () => {
  it("the draft's text, where nothing else was typed", () => {
    expect(shownText(DRAFT, undefined)).toEqual({ state: "one", text: DRAFT });
  });

  it("the unfinished text, while the draft stands where it stood", () => {
    expect(shownText(DRAFT, { text: "a: [\n", on: DRAFT })).toEqual({
      state: "unfinished",
      text: "a: [\n",
    });
  });

  it("the draft's text, once it says the same", () => {
    expect(shownText(DRAFT, { text: DRAFT, on: "a: 1\n" })).toMatchObject({ state: "one" });
  });

  it("the unfinished text and how both come together, once the draft has moved", () => {
    const kept = { text: DRAFT.replace("a: 1", "a: ["), on: DRAFT };
    const shown = shownText(DRAFT.replace("c: 3", "c: 4"), kept);
    expect(shown).toEqual({
      state: "moved",
      text: kept.text,
      merged: { text: "a: [\nb: 2\nc: 4\n", clean: true },
    });
  });

  it("that both changed one line", () => {
    const kept = { text: DRAFT.replace("c: 3", "c: ["), on: DRAFT };
    const shown = shownText(DRAFT.replace("c: 3", "c: 4"), kept);
    expect(shown).toMatchObject({ merged: { text: "a: 1\nb: 2\nc: [\n", clean: false } });
  });
});

describe("texts in storage", () => {
  it.each([
    [null, {}],
    ["", {}],
    ["[", {}],
    ["7", {}],
    ["null", {}],
    ['{"k":{"text":"a"}}', {}],
    ['{"k":{"text":"a","on":"b"},"l":1}', { k: { text: "a", on: "b" } }],
  ])("%s", (stored, texts) => {
    expect(parseUnfinished(stored)).toEqual(texts);
  });
});
