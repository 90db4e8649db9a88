/** Place and size of things on the canvas, in canvas units (px at zoom 1). `x`, `y` is the upper left corner. */
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Rect = Point & Size;

export type LayoutNode = Size & {
  readonly id: string;
  /** Box that it stands in; `null` for nodes outside every box. */
  readonly group: string | null;
  /** What stands outside every box: callers stand left of what they call, callees right of their callers. */
  readonly side: "left" | "right";
  /** Where traffic enters: in the first column of its box, and its box in the first column of all. */
  readonly entry: boolean;
};

export type LayoutEdge = { readonly source: string; readonly target: string };

/** All that a layout depends on: who stands where, how large, and who calls whom. No figure among it. */
export type LayoutStructure = {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
};

/**
 * Equal for structures that differ in the order of their parts only, different for all others. While it stays, no
 * layout is needed: a tick of metrics leaves it as it is.
 */
export function structureKey(structure: LayoutStructure): string {
  const nodes = structure.nodes.map((n) =>
    JSON.stringify([n.id, n.group, n.width, n.height, n.side, n.entry]),
  );
  const edges = structure.edges.map((e) => JSON.stringify([e.source, e.target]));
  return `${nodes.sort().join("\n")}\n\n${[...new Set(edges)].sort().join("\n")}`;
}

/** The same structure in one order, without double edges, loops, and edges to nodes that are not there. */
export function inOrder(structure: LayoutStructure): LayoutStructure {
  const nodes = [...structure.nodes].sort((a, b) => compare(a.id, b.id));
  const ids = new Set(nodes.map((n) => n.id));
  const edges = new Map<string, LayoutEdge>();
  for (const edge of structure.edges) {
    const { source, target } = edge;
    if (source === target || !ids.has(source) || !ids.has(target)) continue;
    edges.set(JSON.stringify([source, target]), edge);
  }
  const sorted = [...edges].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge);
  return { nodes, edges: sorted };
}

/** Order by code units: the same in every browser and language. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
