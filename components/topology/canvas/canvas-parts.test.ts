import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largeGraph } from "@/fixtures/graphs/large-graph";
import { shopGraph } from "@/fixtures/graphs/shop-graph";
import { layoutGraph } from "@/lib/layout/layout-graph";
import { near } from "@/lib/layout/rectangles";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { pictureOf } from "../flow/picture";
import { structureOf } from "../flow/structure-of";
import { toFlow } from "../flow/to-flow";
import { NO_DRAFT } from "./looks/draft-look";
import type { LookContext } from "./looks/look";
import { looksOf } from "./looks/looks";
import { parsePins, printPins } from "./model/pins";
import { islandLinks } from "./scene/islands";
import { fansOf, placeLabels } from "./scene/place-labels";
import { firstView, fitView, reveal } from "./view/fit-view";
import { sameLook } from "./view/same-look";

const CONTEXT: LookContext = {
  lens: "traffic",
  old: null,
  unread: false,
  pinned: new Set(),
  drafts: NO_DRAFT,
};

function scene(graph: MeshGraph) {
  const flow = toFlow(graph);
  const layout = layoutGraph(structureOf(flow), { previous: null, pinned: new Map(), aspect: 1.3 });
  const picture = pictureOf(flow, layout);
  return {
    flow,
    picture,
    looks: looksOf(flow, CONTEXT, null),
  };
}

const measure = (text: string) => text.length * 0.52;

function labels(graph: MeshGraph, zoom: number) {
  const { picture, looks } = scene(graph);
  const level = zoom < 0.5 ? "far" : zoom < 0.85 ? "middle" : "near";
  const fans = fansOf(picture);
  const placed = placeLabels({
    picture,
    looks,
    focus: null,
    level,
    zoom,
    fans,
    keepOff: [],
    measure,
  });
  return { picture, looks, placed };
}

describe("labels", () => {
  it.each([
    { name: "the shop", graph: shopGraph() },
    { name: "a large mesh", graph: largeGraph(120) },
  ])(
    "of $name meet neither each other nor a card, unless something is wrong there",
    ({ graph }) => {
      const { picture, looks, placed } = labels(graph, 1);
      const rects = placed
        .filter((l) => looks.threads.get(l.id)?.problem === false)
        .map(({ x, y, width, size }) => ({ x: x - width / 2, y: y - size, width, height: size }));
      rects.forEach((rect, i) => {
        for (const other of rects.slice(i + 1)) expect(near(rect, other, 0)).toBe(false);
        for (const card of picture.rects.values()) expect(near(rect, card, 0)).toBe(false);
      });
      expect(placed.length).toBeGreaterThan(10);
    },
  );

  it("of what is wrong are never cut by a card, at any zoom at which they are drawn", () => {
    for (const zoom of [0.5, 0.7, 0.85, 1, 2]) {
      for (const graph of [shopGraph(), largeGraph(120)]) {
        const { picture, looks, placed } = labels(graph, zoom);
        const wrong = placed.filter((l) => looks.threads.get(l.id)?.problem === true);
        expect(wrong.length).toBeGreaterThan(0);
        for (const { size, width, x, y } of wrong) {
          const rect = { x: x - width / 2, y: y - size, width, height: size };
          const under = [...picture.rects.values()].filter((card) => near(rect, card, 0));
          expect(under).toEqual([]);
        }
      }
    }
  });

  it("say what is wrong at every zoom at which threads are drawn", () => {
    for (const zoom of [0.5, 0.7, 0.85, 1, 2]) {
      const { looks, placed } = labels(shopGraph(), zoom);
      const wrong = [...looks.threads.values()].filter((t) => t.problem).map((t) => t.id);
      expect(placed.map((l) => l.id)).toEqual(expect.arrayContaining(wrong));
    }
  });

  it("of what is well are few in the middle zoom, and none from afar", () => {
    const { looks, placed } = labels(largeGraph(120), 0.7);
    expect(
      placed.filter((l) => looks.threads.get(l.id)?.problem === false).length,
    ).toBeLessThanOrEqual(12);
    expect(labels(shopGraph(), 0.3).placed).toEqual([]);
  });
});

describe("islands", () => {
  it("have one link per pair, with the sum of the rates and the worst colour", () => {
    const { flow, picture, looks } = scene(shopGraph());
    const links = islandLinks(flow, picture, looks);
    const text = links.map((l) => `${l.id} ${l.requestsPerSecond} ${l.tone}`).sort();
    expect(text).toEqual([
      '["g:boutique","/PassthroughCluster"] 0.9 edge',
      '["g:boutique","/api.payments.example"] 6 edge',
      '["g:istio-system","g:bookinfo"] 42 edge',
      '["g:istio-system","g:boutique"] 85 edge',
      '["g:legacy","g:bookinfo"] 0.6 degraded',
    ]);
  });
});

describe("the same look at another arrangement", () => {
  const room = { width: 800, height: 600 };
  const point = fc.record({ x: fc.integer(), y: fc.integer() }).map(({ x, y }) => ({
    x: x % 5000,
    y: y % 5000,
  }));
  const places = (ids: readonly string[]) =>
    fc
      .array(point, { minLength: ids.length, maxLength: ids.length })
      .map((points) => new Map(points.map((p, i) => [ids[i] ?? "", p])));
  const IDS = ["a", "b", "c"];
  const view = { x: 30, y: -40, zoom: 0.8 };

  it("keeps its anchor where it stands on the screen", () => {
    fc.assert(
      fc.property(places(IDS), places(IDS), fc.constantFrom(...IDS), (here, there, anchor) => {
        const other = sameLook(here, there, { view, room, anchor });
        const onScreen = (at: typeof here, { x, y, zoom }: typeof view) => [
          Math.round((at.get(anchor)?.x ?? 0) * zoom + x),
          Math.round((at.get(anchor)?.y ?? 0) * zoom + y),
        ];
        expect(onScreen(there, other)).toEqual(onScreen(here, view));
      }),
    );
  });

  it("is the same where the arrangement is, and where nothing is known", () => {
    const here = new Map([["a", { x: 100, y: 100 }]]);
    expect(sameLook(here, here, { view, room, anchor: null })).toEqual(view);
    expect(sameLook(here, new Map(), { view, room, anchor: "a" })).toEqual(view);
  });

  it("takes what is nearest to the middle without an anchor", () => {
    const here = new Map([
      ["far", { x: 5000, y: 0 }],
      ["near", { x: 450, y: 420 }],
    ]);
    const there = new Map([...here].map(([id, { x, y }]) => [id, { x: x + 10, y }]));
    there.set("far", { x: 0, y: 0 });
    const other = sameLook(here, there, { view, room, anchor: "gone" });
    expect(other).toEqual({ ...view, x: view.x - 8 });
  });
});

describe("pins", () => {
  const places = fc.record({
    x: fc.integer({ min: -5000, max: 5000 }),
    y: fc.integer({ min: -5000, max: 5000 }),
  });
  it("are read as they were written", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), places)), (entries) => {
        const pins = new Map(entries);
        expect(parsePins(printPins(pins))).toEqual(pins);
      }),
    );
  });

  it.each(["", "{", "null", "{}", '[["a"]]', '[["a",null,1]]', "[1]", '[["a",1e99,0]]'])(
    "are none in %s",
    (text) => {
      expect(parsePins(text).size).toBe(0);
    },
  );
});

describe("views", () => {
  const room = { width: 840, height: 700 };
  const bounds = (width: number, height: number) => ({ x: -40, y: 30, width, height });

  it("show all of a picture, never enlarged", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 9000 }), (w, h) => {
        const { x, y, zoom } = fitView(bounds(w, h), room);
        expect(zoom).toBeLessThanOrEqual(1);
        const left = -40 * zoom + x;
        const top = 30 * zoom + y;
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(-0.001);
        expect(left + w * zoom).toBeLessThanOrEqual(room.width + 0.001);
        expect(top + h * zoom).toBeLessThanOrEqual(room.height + 0.001);
      }),
    );
  });

  it.each([
    ["there is room for both", 400, 500, 1, 80],
    ["it takes little", 400, 640, 0.93, 80],
    ["cards would no longer be read", 400, 780, 0.85, 25],
    ["they are not read anyway", 1500, 1500, 0.4, 80],
  ])("leave the lower corners to legend and overview: %s", (_, w, h, zoom, least) => {
    const view = fitView(bounds(w, h), room);
    expect(view.zoom).toBeCloseTo(zoom, 2);
    expect(room.height - (30 + h) * view.zoom - view.y).toBeGreaterThanOrEqual(least);
  });

  it.each([
    [800, 600, 1],
    [1100, 700, 0.85],
    [4000, 3000, 0.2],
  ])("begin a picture of %d × %d at zoom %d", (width, height, zoom) => {
    expect(firstView(bounds(width, height), room).zoom).toBeCloseTo(zoom, 1);
  });

  it("move just as far as it takes to see a card", () => {
    const view = { x: 0, y: 0, zoom: 1 };
    const card = (x: number, y: number) => ({ x, y, width: 128, height: 38 });
    expect(reveal(card(200, 200), view, room)).toBeNull();
    expect(reveal(card(900, 200), view, room)).toEqual({ x: -224, y: 0, zoom: 1 });
    expect(reveal(card(-300, -80), view, room)).toEqual({ x: 336, y: 116, zoom: 1 });
  });
});
