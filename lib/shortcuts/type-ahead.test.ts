import { describe, expect, it } from "vitest";
import { SHORTCUTS, type ShortcutPlace, type Stroke } from "./registry";
import { afterStroke, findByName, NOTHING_TYPED, TYPING_MS, type Typed } from "./type-ahead";

const stroke = (key: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: key !== key.toLowerCase(),
  ...held,
});

/** Types signs with some ms between them; a sign that is no part of a name is written `·`. */
function typing(signs: string, place: ShortcutPlace, everyMs = 100): string {
  let now: Typed = NOTHING_TYPED;
  return [...signs]
    .map((sign, i) => {
      const after = afterStroke(now, stroke(sign), { place, at: i * everyMs });
      now = after.typed;
      return after.taken ? now.text : "·";
    })
    .join(" ");
}

describe("what is typed", () => {
  it.each([
    ["letters that are no key", "canvas", "rev", "r re rev"],
    ["a key in the middle of a name", "canvas", "rfm", "r rf rfm"],
    ["a key at the beginning, which stays a key", "canvas", "fro", "· r ro"],
    ["a key with Shift", "canvas", "Fro", "F Fr Fro"],
    ["a sign that begins nothing", "canvas", "-v1", "· v v1"],
    ["letters that are keys elsewhere", "table", "front", "f fr fro fron front"],
    ["a key of the whole page", "table", "ta", "· a"],
    ["the first of two strokes", "table", "ga", "· a"],
    ["no signs of names", "canvas", "/ ?", "· · ·"],
  ] as const)("takes %s", (_, place, signs, expected) => {
    expect(typing(signs, place)).toBe(expected);
  });

  it("keeps its hands off the keys of a mode that is on", () => {
    const around = { place: "canvas", at: 0, active: SHORTCUTS } as const;
    expect(afterStroke(NOTHING_TYPED, stroke("r"), around).taken).toBe(false);
    expect(afterStroke(NOTHING_TYPED, stroke("R"), around).taken).toBe(true);
  });

  it("begins anew after a pause", () => {
    expect(typing("rex", "canvas", TYPING_MS)).toBe("r re rex");
    expect(typing("rvx", "canvas", TYPING_MS + 1)).toBe("r v x");
  });

  it("leaves chords to the browser", () => {
    for (const held of ["ctrlKey", "metaKey", "altKey"]) {
      const chord = stroke("r", { [held]: true });
      expect(afterStroke(NOTHING_TYPED, chord, { place: "canvas", at: 0 }).taken).toBe(false);
    }
  });

  it("ends with a key that is no part of a name, but not with Shift", () => {
    const before = { text: "rev", at: 0 };
    const following = (key: string) =>
      afterStroke(before, stroke(key), { place: "canvas", at: 10 }).typed;
    expect(following("Shift")).toEqual(before);
    expect(following("Enter")).toEqual(NOTHING_TYPED);
    expect(following("ArrowLeft")).toEqual(NOTHING_TYPED);
  });
});

describe("a name", () => {
  const names = ["productpage", "details", "ratings", "Reviews", "frontend"];

  it.each([
    ["r", -1, "ratings"],
    ["r", 2, "Reviews"],
    ["r", 3, "ratings"],
    ["re", 3, "Reviews"],
    ["REV", 0, "Reviews"],
    ["d", 1, "details"],
    ["rontend", 0, "frontend"],
    ["a", 0, "details"],
    ["zzz", 0, null],
  ])("%s from place %d is %s", (text, current, expected) => {
    const found = findByName(names, text, current);
    expect(found === null ? null : names[found]).toBe(expected);
  });

  it("is not there among none", () => {
    expect(findByName([], "a", -1)).toBe(null);
  });
});
