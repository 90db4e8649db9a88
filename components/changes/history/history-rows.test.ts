import { describe, expect, it } from "vitest";
import { change } from "@/lib/delivery/change.fixture";
import { filterChanges, namespacesOf } from "./history-rows";

const CHANGES = [
  change({
    id: "1",
    name: "reviews half and half",
    author: "ops1",
    on: ["bookinfo/reviews"],
  }),
  change({
    id: "2",
    name: "cart to v2",
    why: "INC-2231",
    on: ["boutique/cart", "bookinfo/gate"],
  }),
  change({ id: "3", name: "cleanup" }),
];

describe("the history", () => {
  it.each([
    ["", null, ["1", "2", "3"]],
    ["reviews", null, ["1"]],
    ["HALF ops1", null, ["1"]],
    ["virtualservice boutique/cart", null, ["2"]],
    ["inc-2231", null, ["2"]],
    ["", "bookinfo", ["1", "2"]],
    ["cart", "bookinfo", ["2"]],
    ["cart", "payments", []],
    ["half v2", null, []],
  ])("filtered by %j in %s shows %j", (text, namespace, expected) => {
    expect(filterChanges(CHANGES, { text, namespace }).map(({ id }) => id)).toEqual(expected);
  });

  it("names the namespaces that it touches", () => {
    expect(namespacesOf(CHANGES)).toEqual(["bookinfo", "boutique"]);
  });
});
