import { describe, expect, it } from "vitest";
import { sweepUnfinished } from "./sweep-unfinished";

const DAY = 86_400_000;

/** A storage with entries of its own, and what is left of them. */
function storageOf(entries: Readonly<Record<string, string>>) {
  const held = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
    key: (n: number) => [...held.keys()][n] ?? null,
    get length() {
      return held.size;
    },
    left: () => [...held.keys()].sort(),
  };
}

describe("sweepUnfinished", () => {
  it("forgets the texts of a draft that has been gone for a week, and nothing else", () => {
    const store = storageOf({
      "heddle.unfinished.gone": "{}",
      "heddle.unfinished.kept": "{}",
      "heddle.theme": "dark",
    });
    const kept = new Set(["kept"]);
    sweepUnfinished(store, kept, 0);
    sweepUnfinished(store, kept, 6 * DAY);
    expect(store.left()).toContain("heddle.unfinished.gone");
    sweepUnfinished(store, kept, 7 * DAY);
    expect(store.left()).toEqual(["heddle.theme", "heddle.unfinished.kept"]);
  });

  it("begins to count anew when the draft was there in between", () => {
    const store = storageOf({ "heddle.unfinished.d1": "{}" });
    sweepUnfinished(store, new Set(), 0);
    sweepUnfinished(store, new Set(["d1"]), 5 * DAY);
    sweepUnfinished(store, new Set(), 8 * DAY);
    expect(store.left()).toContain("heddle.unfinished.d1");
  });

  it.each(["no JSON", "3", '{"d1":"yesterday"}'])("survives notes of another hand: %s", (notes) => {
    const store = storageOf({ "heddle.unfinished.d1": "{}", "heddle.unfinished-missed": notes });
    sweepUnfinished(store, new Set(), 0);
    expect(store.left()).toContain("heddle.unfinished.d1");
  });
});
