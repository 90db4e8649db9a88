import { describe, expect, it } from "vitest";
import type { DraftMark } from "@/components/ui/glyphs/draft-glyph";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { servicesWithFigures } from "./draft-marks";

const service = (name: string): ResourceRef => ({
  cluster: "c",
  kind: "Service",
  namespace: "shop",
  name,
});
const marks = new Map<string, DraftMark>([
  ["c/Service/shop/cart", "change"],
  ["c/Service/shop/mail", "change"],
]);

describe("servicesWithFigures", () => {
  it.each([
    ["what is predicted of what changes", ["cart", "web"], null, ["cart"]],
    ["nothing where nothing is predicted", [], null, []],
    ["the one whose panel is open", [], "c/Service/shop/mail", ["mail"]],
  ] as const)("is %s", (_, reached, open, names) => {
    const flows = reached.map((name) => ({ service: service(name) }));
    const found = [...servicesWithFigures(marks, flows, open)];
    expect(found).toEqual(names.map((name) => `c/Service/shop/${name}`));
  });
});
