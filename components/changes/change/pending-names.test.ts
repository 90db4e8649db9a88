import { describe, expect, it } from "vitest";
import { pendingNames } from "./pending-names";

const NOON = Date.parse("2026-03-02T12:00:00Z");
const change = (id: string, name: string, seconds = 0) => ({
  ...{ id, name, createdAt: NOON + seconds * 1_000 },
});

describe("names of changes that wait to be kept", () => {
  it.each([
    ["one", [change("a", "reviews")], ["reviews"]],
    ["two names", [change("a", "reviews"), change("b", "ratings")], ["reviews", "ratings"]],
    [
      "one name twice: when each was begun",
      [change("a", "reviews"), change("b", "reviews", 90), change("c", "ratings")],
      ["reviews (begun at 12:00:00)", "reviews (begun at 12:01:30)", "ratings"],
    ],
    [
      "one name twice in one second: the id too",
      [change("1234567890", "reviews"), change("abcdefghij", "reviews")],
      ["reviews (begun at 12:00:00, 12345678)", "reviews (begun at 12:00:00, abcdefgh)"],
    ],
  ])("%s", (_, changes, names) => {
    expect(pendingNames(changes, NOON + 3_600_000).map(({ name }) => name)).toEqual(names);
  });
});
