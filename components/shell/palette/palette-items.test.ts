import { describe, expect, it } from "vitest";
import { marked, type PaletteItem, readRecent, remember, sections } from "./palette-items";

const item = (
  id: string,
  group: PaletteItem["group"],
  label: string,
  detail = "",
): PaletteItem => ({
  id,
  group,
  label,
  detail,
  run: () => undefined,
});

const ITEMS = [
  item("lens", "action", "Next lens"),
  item("preview", "service", "preview-api", "search"),
  item("reviews", "service", "reviews", "bookinfo, 42 rps"),
  item("errors", "view", "Errors now", "err>=1%"),
];

const listed = (recent: readonly string[], typed: string): readonly string[] =>
  sections(ITEMS, recent, typed).map((s) => `${s.group}: ${s.items.map((i) => i.id).join(" ")}`);

describe("palette", () => {
  it("lists the recent first, and each item once", () => {
    expect(listed(["reviews", "gone"], "")).toEqual([
      "recent: reviews",
      "action: lens",
      "service: preview",
      "view: errors",
    ]);
  });

  it.each([
    ["rev", ["service: reviews preview"]],
    ["REV book", ["service: reviews"]],
    ["err>=", ["view: errors"]],
    ["nothing", []],
  ])("finds %o", (typed, expected) => {
    expect(listed(["lens"], typed)).toEqual(expected);
  });

  it("keeps the last five, each once", () => {
    expect(remember(["a", "b", "c", "d", "e"], "c")).toEqual(["c", "a", "b", "d", "e"]);
    expect(remember(["a", "b", "c", "d", "e"], "f")).toEqual(["f", "a", "b", "c", "d"]);
  });

  it.each([
    [null, []],
    ["[", []],
    ['{"a":1}', []],
    ['["a",1,"b"]', ["a", "b"]],
  ])("reads %o from storage", (stored, expected) => {
    expect(readRecent(stored)).toEqual(expected);
  });

  it("marks what the words cover", () => {
    const parts = marked("preview-api", "rev api").map((p) => (p.hit ? `[${p.text}]` : p.text));
    expect(parts.join("")).toBe("p[rev]iew-[api]");
    expect(marked("reviews", "")).toEqual([{ text: "reviews", hit: false, at: 0 }]);
  });
});
