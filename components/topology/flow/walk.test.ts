import { describe, expect, it } from "vitest";
import { shopGraph } from "@/fixtures/graphs/shop-graph";
import { layoutGraph } from "@/lib/layout/layout-graph";
import { focusOn } from "./focus";
import { boxAt, cardAt, threadAt } from "./hit";
import { moveCard } from "./move-card";
import { pictureOf } from "./picture";
import { structureOf } from "./structure-of";
import { toFlow } from "./to-flow";
import { type Cursor, entryOf, nextEdge, step, typeAhead } from "./walk";

const flow = toFlow(shopGraph());
const layout = layoutGraph(structureOf(flow), { previous: null, pinned: new Map(), aspect: 1.3 });
const picture = pictureOf(flow, layout);
const ground = { flow, picture };
const at = (id: string): Cursor => ({ type: "node", id });
const id = (cursor: Cursor | null) => cursor?.id ?? null;

const REVIEWS = "bookinfo/productpage bookinfo/reviews http";

describe("walking the picture", () => {
  it("begins where traffic enters", () => {
    expect(id(entryOf(ground))).toBe("istio-system/ingressgateway");
  });

  it.each([
    ["bookinfo/ratings-v2", "callees", "bookinfo/mongodb"],
    ["bookinfo/mongodb", "callers", "bookinfo/ratings-v2"],
    ["bookinfo/reviews-v3", "callees", "bookinfo/ratings-v2"],
    ["bookinfo/productpage", "callers", "istio-system/ingressgateway"],
    ["bookinfo/reviews", "after", "bookinfo/reviews-v1"],
    ["bookinfo/reviews-v2", "after", "bookinfo/reviews-v3"],
    ["bookinfo/reviews-v1", "before", "bookinfo/reviews"],
    ["bookinfo/mongodb", "callees", null],
    ["not/there", "callees", null],
  ] as const)("from %s to %s is %s", (from, direction, to) => {
    expect(id(step(ground, at(from), direction))).toBe(to);
  });

  it("goes over all edges of a node, and round again", () => {
    const seen: (string | null)[] = [];
    let cursor: Cursor | null = at("boutique/checkoutservice");
    for (let i = 0; i < 5 && cursor !== null; i++) {
      cursor = nextEdge(ground, cursor);
      seen.push(id(cursor));
    }
    expect(new Set(seen.slice(0, 4)).size).toBe(4);
    expect(seen[4]).toBe(seen[0]);
    expect(seen[3]).toBe("boutique/frontend boutique/checkoutservice grpc");
  });

  it("leaves an edge by either end", () => {
    const edge: Cursor = { type: "edge", id: REVIEWS, from: "bookinfo/productpage" };
    expect(id(step(ground, edge, "callees"))).toBe("bookinfo/reviews");
    expect(id(step(ground, edge, "callers"))).toBe("bookinfo/productpage");
  });

  it("finds names as they are typed, and the next one by the same letter", () => {
    expect(id(typeAhead(ground, "RED", null))).toBe("boutique/redis-cart");
    const first = typeAhead(ground, "p", null);
    const second = typeAhead(ground, "p", first);
    expect(id(first)).not.toBe(id(second));
    const stays = typeAhead(ground, "product", at("bookinfo/productpage"));
    expect(id(stays)).toBe("bookinfo/productpage");
    expect(typeAhead(ground, "zzz", null)).toBeNull();
  });
});

describe("focus", () => {
  it("keeps the neighbours of a card bright", () => {
    const focus = focusOn(flow, { type: "node", id: "bookinfo/productpage" });
    expect([...(focus?.cards ?? [])].sort()).toEqual([
      "bookinfo/details",
      "bookinfo/productpage",
      "bookinfo/reviews",
      "istio-system/ingressgateway",
    ]);
  });

  it("of a version counts only its own calls", () => {
    const focus = focusOn(flow, { type: "node", id: "bookinfo/ratings-v1" });
    expect([...(focus?.cards ?? [])].sort()).toEqual(["bookinfo/ratings", "legacy/report-nightly"]);
  });

  it("grows by the hop", () => {
    const size = (hops: number) =>
      focusOn(flow, { type: "node", id: "bookinfo/mongodb" }, hops)?.cards.size;
    expect([size(1), size(2), size(3)]).toEqual([2, 4, 5]);
  });

  it("of an edge is its two ends, of a namespace all in it, of what is not there nothing", () => {
    expect(focusOn(flow, { type: "edge", id: REVIEWS })?.cards.size).toBe(2);
    expect(focusOn(flow, { type: "group", id: "g:legacy" })?.cards.size).toBe(2);
    expect(focusOn(flow, { type: "node", id: "gone" })).toBeNull();
    expect(focusOn(flow, null)).toBeNull();
  });
});

describe("hits", () => {
  const rect = picture.rects.get("bookinfo/productpage");

  it("finds the card under a point", () => {
    expect(cardAt(picture, { x: (rect?.x ?? 0) + 5, y: (rect?.y ?? 0) + 5 })).toBe(
      "bookinfo/productpage",
    );
  });

  it("finds a thread within reach, and none beyond", () => {
    const drawn = picture.threads.find((t) => t.thread.id.startsWith("boutique/paymentservice"));
    const start = drawn?.curve[0][0] ?? { x: 0, y: 0 };
    const near = { x: start.x + 12, y: start.y + 11 };
    expect(threadAt(picture, near, 12)).toBe(drawn?.thread.id);
    expect(threadAt(picture, { x: start.x, y: start.y - 4000 }, 12)).toBeNull();
  });

  it("finds a box by its name only, unless asked for all of it", () => {
    const box = picture.boxes.get("g:bookinfo");
    const low = { x: (box?.x ?? 0) + 3, y: (box?.y ?? 0) + (box?.height ?? 0) - 3 };
    expect(boxAt(picture, low, 28)).toBeNull();
    expect(boxAt(picture, low, null)).toBe("g:bookinfo");
  });
});

describe("moving a card", () => {
  it("takes its threads along and leaves the others as they are", () => {
    const moved = moveCard(picture, flow, "bookinfo/mongodb", { x: 3000, y: 40 });
    const touched = moved.threads.filter((t, i) => t !== picture.threads[i]);
    expect(touched.map((t) => t.thread.id)).toEqual(["bookinfo/ratings-v2 bookinfo/mongodb tcp"]);
    expect(touched[0]?.curve.at(-1)?.[3]).toEqual({ x: 2997, y: 59 });
  });
});
