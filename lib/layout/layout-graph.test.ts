import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GraphLayout, layoutGraph } from "./layout-graph";
import { type LayoutEdge, type LayoutStructure, structureKey } from "./structure";
import { at, NO_PINS, overlaps } from "./testing/overlaps";
import { syntheticStructure as mesh, node, seeded } from "./testing/synthetic-structure";

const ASPECT = 1.4;
const fresh = { previous: null, pinned: NO_PINS, aspect: ASPECT };

const edge = (text: string): LayoutEdge => {
  const [source = "", target = ""] = text.split(" → ");
  return { source, target };
};

const lay = (structure: LayoutStructure) => layoutGraph(structure, fresh);
const structures: fc.Arbitrary<LayoutStructure> = fc
  .array(
    fc.record({
      group: fc.option(fc.constantFrom("a", "b", "c", "d"), { freq: 5 }),
      width: fc.constantFrom(112, 128, 168),
      height: fc.integer({ min: 34, max: 140 }),
      side: fc.constantFrom<"left" | "right">("left", "right"),
      entry: fc.boolean(),
    }),
    { minLength: 1, maxLength: 28 },
  )
  .chain((parts) => {
    const nodes = parts.map((part, i) => ({ id: `n${i}`, ...part }));
    const end = fc.constantFrom(...nodes.map((n) => n.id));
    return fc.record({
      nodes: fc.constant(nodes),
      edges: fc.array(fc.record({ source: end, target: end }), { maxLength: 60 }),
    });
  });

/** Share of the nodes of `before` that are elsewhere in `after`. */
function moved(before: GraphLayout, after: GraphLayout): number {
  const shared = [...before.positions].filter(([id]) => after.positions.has(id));
  const elsewhere = shared.filter(([id, p]) => at(after, id).x !== p.x || at(after, id).y !== p.y);
  return elsewhere.length / Math.max(1, shared.length);
}

describe("layoutGraph", () => {
  it("reads from left to right: gateway, namespaces, callees", () => {
    const layout = lay({
      nodes: [
        node("gateway", "istio-system", { entry: true }),
        node("productpage", "bookinfo"),
        node("reviews", "bookinfo", { height: 98 }),
        node("details", "bookinfo"),
        node("ratings", "bookinfo"),
        node("frontend", "boutique"),
      ],
      edges: [
        "gateway → productpage",
        "gateway → frontend",
        "productpage → reviews",
        "productpage → details",
        "reviews → ratings",
      ].map(edge),
    });
    const columns = [...layout.positions].map(([id, p]) => ({ id, x: p.x }));
    expect(columns.sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1)).map((c) => c.id)).toEqual([
      "gateway",
      "frontend",
      "productpage",
      "details",
      "reviews",
      "ratings",
    ]);
    expect(at(layout, "frontend").x).toBe(at(layout, "productpage").x);
    expect(at(layout, "details").x).toBe(at(layout, "reviews").x);
  });

  it("puts callers from outside left of what they call, and what is called outside right of its caller", () => {
    const structure = {
      nodes: [
        node("unknown", null, { side: "left" }),
        node("shop", "shop"),
        node("passthrough", null, { side: "right" }),
      ],
      edges: [edge("unknown → shop"), edge("shop → passthrough")],
    };
    const layout = lay(structure);
    const box = layout.boxes.get("shop");
    expect(at(layout, "unknown").x + 128).toBeLessThan(box?.x ?? 0);
    expect(at(layout, "passthrough").x).toBeGreaterThan((box?.x ?? 0) + (box?.width ?? 0));
  });

  it("folds a hundred namespaces of one layer into a picture of about the aspect asked for", () => {
    const nodes = Array.from({ length: 100 }, (_, i) => node(`n${i}`, `ns${i}`));
    const { bounds } = lay({ nodes, edges: [] });
    expect(bounds.width / bounds.height).toBeGreaterThan(ASPECT / 1.7);
    expect(bounds.width / bounds.height).toBeLessThan(ASPECT * 1.7);
  });

  it("lays out an empty graph", () => {
    expect(lay({ nodes: [], edges: [] }).bounds).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });

  it("lets nothing stand on anything", () => {
    fc.assert(
      fc.property(structures, (structure) => {
        expect(overlaps(structure, lay(structure))).toEqual([]);
      }),
    );
  });

  it("does not depend on the order of its input", () => {
    const shuffled = structures.chain((s) =>
      fc.record({
        structure: fc.constant(s),
        nodes: fc.shuffledSubarray([...s.nodes], { minLength: s.nodes.length }),
        edges: fc.shuffledSubarray([...s.edges], { minLength: s.edges.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ structure, nodes, edges }) => {
        const byId = (layout: GraphLayout) => [...layout.positions].sort();
        expect(byId(lay({ nodes, edges }))).toEqual(byId(lay(structure)));
        expect(structureKey({ nodes, edges })).toBe(structureKey(structure));
      }),
    );
  });

  it("keeps every place while nothing changes", () => {
    fc.assert(
      fc.property(structures, (structure) => {
        const before = lay(structure);
        const after = layoutGraph(structure, { ...fresh, previous: before.positions });
        expect(moved(before, after)).toBe(0);
      }),
    );
  });

  it("never moves what is pinned, and nothing else comes to stand on it", () => {
    const cases = structures.chain((structure) =>
      fc.record({
        structure: fc.constant(structure),
        pins: fc.dictionary(
          fc.constantFrom(...structure.nodes.map((n) => n.id)),
          fc.record({
            x: fc.integer({ min: -900, max: 900 }),
            y: fc.integer({ min: -900, max: 900 }),
          }),
          { maxKeys: 4, noNullPrototype: true },
        ),
        again: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ structure, pins, again }) => {
        const pinned = new Map(Object.entries(pins));
        const previous = again ? lay(structure).positions : null;
        const layout = layoutGraph(structure, { previous, pinned, aspect: ASPECT });
        for (const [id, place] of pinned) expect(at(layout, id)).toEqual(place);
        expect(overlaps(structure, layout, pinned)).toEqual([]);
      }),
    );
  });

  it("moves nothing when something goes", () => {
    const cases = structures.chain((s) =>
      fc.record({ structure: fc.constant(s), gone: fc.constantFrom(...s.nodes.map((n) => n.id)) }),
    );
    fc.assert(
      fc.property(cases, ({ structure, gone }) => {
        const before = lay(structure);
        const rest = { ...structure, nodes: structure.nodes.filter((n) => n.id !== gone) };
        const after = layoutGraph(rest, { ...fresh, previous: before.positions });
        expect(moved(before, after)).toBe(0);
      }),
    );
  });

  it("stays free of overlaps over a history of changes", () => {
    fc.assert(
      fc.property(fc.array(structures, { minLength: 2, maxLength: 4 }), (history) => {
        let previous: GraphLayout | null = null;
        for (const structure of history) {
          const layout: GraphLayout = layoutGraph(structure, {
            ...fresh,
            previous: previous?.positions ?? null,
          });
          expect(overlaps(structure, layout)).toEqual([]);
          previous = layout;
        }
      }),
    );
  });

  it.each([
    { count: 30, most: 0.06 },
    { count: 100, most: 0.06 },
    { count: 300, most: 0.06 },
    { count: 1000, most: 0.06 },
  ])("moves at most 6 % of $count nodes when one comes with two calls", ({ count, most }) => {
    for (let seed = 1; seed <= (count > 300 ? 2 : 20); seed++) {
      const structure = mesh(count, seed);
      const before = lay(structure);
      const random = seeded(seed * 7);
      const pick = () => structure.nodes[Math.floor(random() * count)];
      const caller = pick();
      const added = {
        nodes: [...structure.nodes, node("new", caller?.group ?? null)],
        edges: [
          ...structure.edges,
          { source: caller?.id ?? "", target: "new" },
          { source: "new", target: pick()?.id ?? "" },
        ],
      };
      const after = layoutGraph(added, { ...fresh, previous: before.positions });
      expect({ seed, moved: moved(before, after) <= most }).toEqual({ seed, moved: true });
      expect(overlaps(added, after)).toEqual([]);
    }
  });

  it("moves one box at most where a card grows", () => {
    const structure = mesh(60, 3);
    const before = lay(structure);
    const nodes = structure.nodes.map((n) => (n.id === "n0008" ? { ...n, height: 140 } : n));
    const after = layoutGraph({ ...structure, nodes }, { ...fresh, previous: before.positions });
    expect(overlaps({ ...structure, nodes }, after)).toEqual([]);
    const elsewhere = structure.nodes.filter(
      (n) => n.group !== null && at(after, n.id).y !== at(before, n.id).y,
    );
    expect(new Set(elsewhere.map((n) => n.group)).size).toBeLessThanOrEqual(1);
  });
});

describe("structureKey", () => {
  const structure = { nodes: [node("a", "x"), node("b", "x")], edges: [edge("a → b")] };
  it.each([
    ["a node", { ...structure, nodes: [...structure.nodes, node("c", null)] }],
    ["an edge", { ...structure, edges: [] }],
    ["a height", { ...structure, nodes: [node("a", "x", { height: 57 }), node("b", "x")] }],
    ["a box", { ...structure, nodes: [node("a", "y"), node("b", "x")] }],
  ])("changes with %s", (_, other) => {
    expect(structureKey(other)).not.toBe(structureKey(structure));
  });
});
