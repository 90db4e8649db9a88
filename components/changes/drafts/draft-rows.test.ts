import { describe, expect, it } from "vitest";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import { configRef } from "../review/model/review.fixture";
import { type DraftRow, draftAddress } from "./draft-rows";

const made = (name: string, namespace: string): ObjectChange => ({
  type: "create",
  ref: configRef(name, namespace),
  after: {},
  text: "",
});

const rowWith = (changes: readonly ObjectChange[]): DraftRow => ({
  stored: {
    draft: { id: "d1", name: "canary", cluster: "c", base: {}, edits: [], undone: [] },
    author: null,
    updatedAt: 0,
    version: 1,
  },
  changeSet: { cluster: "c", changes },
  conflicts: 0,
  moved: null,
});

describe("draftAddress", () => {
  it.each([
    [
      "what it edits",
      [made("reviews", "shop"), made("cart", "shop"), made("a", "b")],
      "&ns=b,shop",
    ],
    ["the whole mesh, of which an object is", [made("x", ""), made("y", "shop")], ""],
    ["the whole mesh, where it edits nothing", [], ""],
  ])("opens %s", (_, changes, ns) => {
    const row = rowWith(changes);
    const at = (address: string) => new URLSearchParams(address.split("?")[1]);
    const expected = new URLSearchParams(`mode=design&draft=d1${ns}`);
    expect(Object.fromEntries(at(draftAddress(row)))).toEqual(Object.fromEntries(expected));
    expect(at(draftAddress(row, true)).get("review")).toBe("1");
  });
});
