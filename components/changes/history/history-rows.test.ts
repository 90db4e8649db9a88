import { describe, expect, it } from "vitest";
import type { ChangeSummary } from "@/lib/delivery/change";
import { filterChanges, namespacesOf } from "./history-rows";

const change = (id: string, over: Partial<ChangeSummary>): ChangeSummary => ({
  id,
  cluster: "c",
  name: "",
  why: "",
  author: null,
  draft: null,
  rollbackOf: null,
  createdAt: 0,
  updatedAt: 0,
  phase: "applied",
  objects: [],
  keepUntil: null,
  watch: null,
  ...over,
});

const object = (namespace: string, name: string) => ({
  ref: { cluster: "c", kind: "VirtualService.networking.istio.io" as const, namespace, name },
  verb: "update" as const,
});

const CHANGES = [
  change("1", {
    name: "reviews half and half",
    author: "ops1",
    objects: [object("bookinfo", "reviews")],
  }),
  change("2", {
    name: "cart to v2",
    why: "INC-2231",
    objects: [object("boutique", "cart"), object("bookinfo", "gate")],
  }),
  change("3", { name: "cleanup" }),
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
