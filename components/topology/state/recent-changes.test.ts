import { describe, expect, it } from "vitest";
import { change } from "@/lib/delivery/change.fixture";
import { changesWithin, isInScope } from "./recent-changes";

const HOUR = 3_600_000;

describe("recent changes", () => {
  it("are those of the span, newest first, ends included", () => {
    const all = [
      change({ id: "old", createdAt: HOUR - 1 }),
      change({ id: "first", createdAt: HOUR }),
      change({ id: "b", createdAt: 2 * HOUR }),
      change({ id: "a", createdAt: 2 * HOUR }),
      change({ id: "last", createdAt: 3 * HOUR }),
      change({ id: "after", createdAt: 3 * HOUR + 1 }),
    ];
    const ids = changesWithin(all, { from: HOUR, to: 3 * HOUR }).map(({ id }) => id);
    expect(ids).toEqual(["last", "a", "b", "first"]);
  });

  it.each([
    ["no limit", null, null, true],
    ["its cluster", ["c"], null, true],
    ["another cluster", ["d"], null, false],
    ["one of its namespaces", null, ["shop"], true],
    ["its namespace in another cluster", ["d"], ["shop"], false],
    ["another namespace", null, ["bank"], false],
  ])("in a view of %s", (_, clusters, namespaces, expected) => {
    expect(isInScope(change({ on: ["shop/cart", "gates/shop"] }), { clusters, namespaces })).toBe(
      expected,
    );
  });

  it("of an object without a namespace are in every view", () => {
    const ofCluster = change({ on: ["/waypoint"] });
    expect(isInScope(ofCluster, { clusters: null, namespaces: ["bank"] })).toBe(true);
  });
});
