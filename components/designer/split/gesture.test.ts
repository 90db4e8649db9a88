import { describe, expect, it } from "vitest";
import { undo } from "@/lib/mesh/changes/draft-operations";
import { splitChoices } from "@/lib/mesh/changes/split/split";
import { reviewsOf, rules, shop, subsets } from "@/lib/mesh/changes/split/testing/shop";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import { EMPTY, REST, split, tableOf } from "../testing/split-world";
import { type Gesture, goesOn, KEYS_MS, stands } from "./gesture";

describe("a gesture", () => {
  const index = indexOf([...shop, rules(REST), subsets("v1", "v2")]);
  const reviews = reviewsOf(index);
  const { choice, table } = tableOf(index, splitChoices(index, reviews)[0] ?? null);
  const draft = split(EMPTY, index, "drag", { v1: 50, v2: 50 });
  const moved = Object.fromEntries(table.rows.map((r) => [r.key, 50]));
  const [row = { key: "" }, other = { key: "" }] = table.rows;
  const gesture: Gesture = {
    ...{ id: "drag", index, choice, table, weights: moved },
    ...{ row: row.key, by: "keys", at: 1_000 },
  };
  const step = { row: row.key, by: "keys", at: 1_100 } as const;

  it.each([
    ["the next stroke on the same row", gesture, step, draft, true],
    ["a stroke after a pause", gesture, { ...step, at: 1_001 + KEYS_MS }, draft, false],
    ["another row", gesture, { ...step, row: other.key }, draft, false],
    ["the pointer", gesture, { ...step, by: "pointer" as const }, draft, false],
    ["after an undo", gesture, step, undo(draft), false],
    [
      "a drag that rests",
      { ...gesture, by: "pointer" as const },
      { ...step, by: "pointer" as const, at: 99_000 },
      draft,
      true,
    ],
  ])("goes on with %s: %#", (_, now, next, on, expected) => {
    expect(goesOn(now, next, on)).toBe(expected);
  });

  it("stands where it began as long as nothing of it is in the draft", () => {
    const back = { ...gesture, weights: table.start };
    expect(stands(back, EMPTY)).toBe(true);
    expect(stands(back, null)).toBe(false);
    expect(stands(gesture, EMPTY)).toBe(false);
  });
});
