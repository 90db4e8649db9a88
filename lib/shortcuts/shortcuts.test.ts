import { describe, expect, it } from "vitest";
import { shortcutText } from "@/lib/messages/shortcuts";
import { createDispatcher, SEQUENCE_MS, type Surroundings } from "./dispatcher";
import {
  conflicts,
  keyCaps,
  matchStrokes,
  SHORTCUTS,
  type Stroke,
  shortcutOf,
  strokeText,
} from "./registry";

const stroke = (key: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

const page: Surroundings = { place: "anywhere", typing: false, taken: false, modal: false, at: 0 };

describe("registry", () => {
  it("has no two shortcuts for the same keys in one place", () => {
    expect(conflicts(SHORTCUTS)).toEqual([]);
  });

  it.each([
    ["the same key in one place", "canvas", "e", "canvas", "e", true],
    ["the same key in two places", "canvas", "e", "table", "e", false],
    ["a key of a place and of the page", "anywhere", "e", "table", "e", true],
    ["a key that begins a sequence", "anywhere", "g", "anywhere", "g t", true],
    ["two sequences with one beginning", "anywhere", "g r", "anywhere", "g t", false],
  ] as const)("%s", (_, placeA, keysA, placeB, keysB, clash) => {
    const list = [
      { id: "a", place: placeA, keys: [keysA] },
      { id: "b", place: placeB, keys: [keysB] },
    ];
    expect(conflicts(list).length > 0).toBe(clash);
  });

  it("has unique ids and words for each", () => {
    const ids = SHORTCUTS.map((s) => s.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(shortcutText.does).sort()).toEqual([...ids].sort());
  });

  it.each([
    [stroke("k", { ctrlKey: true }), false, "Mod+k"],
    [stroke("k", { metaKey: true }), true, "Mod+k"],
    [stroke("k", { ctrlKey: true }), true, "Ctrl+k"],
    [stroke("?", { shiftKey: true }), false, "?"],
    [stroke("L", { shiftKey: true }), false, "Shift+l"],
    [stroke(" "), false, "Space"],
    [stroke("ArrowLeft", { shiftKey: true }), false, "Shift+ArrowLeft"],
    [stroke("Shift", { shiftKey: true }), false, null],
    [stroke("Dead"), false, null],
    [stroke("2", { altKey: true, code: "Digit2" }), false, "Alt+2"],
    [stroke("™", { altKey: true, code: "Digit2" }), true, "Alt+2"],
    [stroke("z", { ctrlKey: true, shiftKey: true }), false, "Mod+Shift+z"],
  ])("%o on a Mac: %s reads %s", (pressed, mac, text) => {
    expect(strokeText(pressed, mac)).toBe(text);
  });

  it("shows caps as the keyboard has them", () => {
    expect(keyCaps("Mod+k", false)).toEqual(["Ctrl", "K"]);
    expect(keyCaps("Mod+k", true)).toEqual(["⌘", "K"]);
    expect(keyCaps("g t", false)).toEqual(["G", "T"]);
    expect(keyCaps("+", false)).toEqual(["+"]);
    expect(keyCaps("Escape", false)).toEqual(["Esc"]);
    expect(keyCaps("Shift+Letter", false)).toEqual(["Shift", "A–Z"]);
  });

  it("gives a component the shortcuts of its own place only", () => {
    expect(shortcutOf(stroke("ArrowRight"), "canvas")).toBe("callees");
    expect(shortcutOf(stroke("ArrowRight"), "table")).toBe(null);
    expect(shortcutOf(stroke("l"), "canvas")).toBe(null);
    expect(shortcutOf(stroke("ArrowRight", { altKey: true }), "canvas")).toBe(null);
    expect(matchStrokes(["ArrowDown"], "table")).toMatchObject({ shortcut: { id: "next-row" } });
  });
});

/** A dispatcher that writes down what ran. */
function recorder() {
  const ran: string[] = [];
  const dispatcher = createDispatcher({ mac: false });
  const stop = dispatcher.register({
    palette: () => ran.push("palette"),
    "next-lens": () => ran.push("next-lens"),
    "toggle-table": () => ran.push("toggle-table"),
    "go-topology": () => ran.push("go-topology"),
    focus: () => ran.push("focus"),
    callees: null,
  });
  return { ran, dispatcher, stop };
}

describe("dispatcher", () => {
  it("runs a handler and says that the key was used", () => {
    const { ran, dispatcher } = recorder();
    expect(dispatcher.press(stroke("l"), page)).toBe(true);
    expect(dispatcher.press(stroke("z"), page)).toBe(false);
    expect(ran).toEqual(["next-lens"]);
  });

  it("leaves characters to a text field, but not chords", () => {
    const { ran, dispatcher } = recorder();
    const typing = { ...page, typing: true };
    expect(dispatcher.press(stroke("l"), typing)).toBe(false);
    expect(dispatcher.press(stroke("k", { ctrlKey: true }), typing)).toBe(true);
    expect(ran).toEqual(["palette"]);
  });

  it("leaves undo to a text field, and takes it elsewhere", () => {
    const ran: string[] = [];
    const dispatcher = createDispatcher({ mac: false });
    dispatcher.register({ undo: () => ran.push("undo") });
    expect(dispatcher.press(stroke("z", { ctrlKey: true }), { ...page, typing: true })).toBe(false);
    expect(dispatcher.press(stroke("z", { ctrlKey: true }), page)).toBe(true);
    expect(ran).toEqual(["undo"]);
  });

  it("takes the key of a mode only while somebody handles it", () => {
    const dispatcher = createDispatcher({ mac: false });
    expect(dispatcher.press(stroke("r"), { ...page, place: "canvas" })).toBe(false);
    dispatcher.register({ review: () => undefined });
    expect(dispatcher.press(stroke("r"), { ...page, place: "canvas" })).toBe(true);
  });

  it.each(["taken", "modal"] as const)("does nothing when %s", (reason) => {
    const { ran, dispatcher } = recorder();
    expect(dispatcher.press(stroke("l"), { ...page, [reason]: true })).toBe(false);
    expect(ran).toEqual([]);
  });

  it("minds modifiers: Ctrl+L is the browser's", () => {
    const { ran, dispatcher } = recorder();
    expect(dispatcher.press(stroke("l", { ctrlKey: true }), page)).toBe(false);
    expect(ran).toEqual([]);
  });

  it("takes a sequence in time, and its last key alone when late", () => {
    const { ran, dispatcher } = recorder();
    dispatcher.press(stroke("g"), page);
    dispatcher.press(stroke("t"), { ...page, at: SEQUENCE_MS });
    dispatcher.press(stroke("g"), { ...page, at: 5000 });
    dispatcher.press(stroke("t"), { ...page, at: 5001 + SEQUENCE_MS });
    expect(ran).toEqual(["go-topology", "toggle-table"]);
  });

  it("reads a key on its own when it does not go on with the sequence", () => {
    const { ran, dispatcher } = recorder();
    dispatcher.press(stroke("g"), page);
    dispatcher.press(stroke("l"), page);
    dispatcher.press(stroke("t"), page);
    expect(ran).toEqual(["next-lens", "toggle-table"]);
  });

  it("minds the place: canvas keys count inside the canvas only", () => {
    const { ran, dispatcher } = recorder();
    expect(dispatcher.press(stroke("f"), page)).toBe(false);
    expect(dispatcher.press(stroke("f"), { ...page, place: "canvas" })).toBe(true);
    expect(ran).toEqual(["focus"]);
  });

  it("leaves what a component handles itself to it, and lists it", () => {
    const { ran, dispatcher } = recorder();
    expect(dispatcher.press(stroke("ArrowRight"), { ...page, place: "canvas" })).toBe(false);
    expect(dispatcher.active().map((s) => s.id)).toContain("callees");
    expect(ran).toEqual([]);
  });

  it("can be told to ignore single characters", () => {
    const { ran, dispatcher } = recorder();
    dispatcher.setCharacterKeys(false);
    expect(dispatcher.press(stroke("l"), page)).toBe(false);
    dispatcher.press(stroke("g"), page);
    expect(dispatcher.press(stroke("t"), page)).toBe(false);
    expect(dispatcher.press(stroke("k", { ctrlKey: true }), page)).toBe(true);
    expect(ran).toEqual(["palette"]);
  });

  it("lists only what is handled now, and tells when that changes", () => {
    const { dispatcher, stop } = recorder();
    let told = 0;
    dispatcher.subscribe(() => {
      told += 1;
    });
    const before = dispatcher.active();
    expect(dispatcher.active()).toBe(before);
    stop();
    expect(dispatcher.active()).toEqual([]);
    expect(told).toBe(1);
  });

  it("prefers the newest handler and returns to the one before", () => {
    const { ran, dispatcher } = recorder();
    const stop = dispatcher.register({ "next-lens": () => ran.push("newer") });
    dispatcher.press(stroke("l"), page);
    stop();
    dispatcher.press(stroke("l"), page);
    expect(ran).toEqual(["newer", "next-lens"]);
  });
});
