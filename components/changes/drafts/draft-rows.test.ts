import { describe, expect, it } from "vitest";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import { refKey } from "@/lib/mesh/model/resource";
import { configRef } from "../review/model/review.fixture";
import { addressOf, type DraftRow, draftAddress } from "./draft-rows";

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

describe("addressOf", () => {
  const at = (address: string) => Object.fromEntries(new URLSearchParams(address.split("?")[1]));

  it("opens a draft on the namespaces of what its edits write", () => {
    const value = {
      metadata: { name: "reviews", namespace: "shop" },
      spec: { hosts: ["reviews"] },
    };
    const ref = configRef("reviews", "shop");
    const edit = {
      id: "e1",
      intent: { type: "typed", ref } as const,
      objects: [{ type: "create", ref, value } as const],
    };
    const { stored } = rowWith([]);
    const draft = { ...stored.draft, base: { [refKey(ref)]: null }, edits: [edit] };
    const address = addressOf("d1", { ...stored, draft });
    expect(at(address)).toEqual({ mode: "design", draft: "d1", ns: "shop" });
  });

  it("leads to the topology with a draft that nobody has, which says so there", () => {
    expect(at(addressOf("gone & odd", null))).toEqual({ mode: "design", draft: "gone & odd" });
  });
});
