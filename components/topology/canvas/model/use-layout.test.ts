import { expect, it } from "vitest";
import { layoutGraph } from "@/lib/layout/layout-graph";
import { structureOf } from "../../flow/structure-of";
import { toFlow } from "../../flow/to-flow";
import { edge, graph, node } from "../../state/graph.fixture";
import { freshLayout, groundPlaces } from "./use-layout";

const WEB = node("web", { callees: 3 });
const SHOP = ["cart", "orders", "stock"].map((id) => node(id, { callers: 1 }));
const BANK = node("bank", { namespace: "bank", group: "g:c/bank", callers: 1 });
const whole = graph(
  [BANK, WEB, ...SHOP],
  [edge("web", "cart"), edge("web", "orders"), edge("orders", "stock"), edge("orders", "bank")],
);
const rest = graph([BANK, WEB, ...SHOP.slice(1)], whole.edges.slice(1));

const places = (ground: (() => typeof whole | null) | undefined) =>
  layoutGraph(structureOf(toFlow(rest)), {
    previous: groundPlaces(ground, new Map()),
    pinned: new Map(),
    aspect: 1.3,
  }).positions;

it("who opens a link finds what is left where it stood before the rest was hidden", () => {
  const before = freshLayout(toFlow(whole)).positions;
  const left = [...before].filter(([id]) => id !== "cart");
  expect(new Map(places(() => whole))).toEqual(new Map(left));
  // Without it the rest would have closed up.
  expect(new Map(places(undefined))).not.toEqual(new Map(left));
});
