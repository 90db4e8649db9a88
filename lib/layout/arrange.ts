import type { Spacing } from "./columns";
import { type Layered, layered } from "./layered";
import { BOX, BOX_GAP, NODE_GAP } from "./measures";
import type { LayoutEdge, LayoutNode, Point, Size } from "./structure";

/** Nodes of one box, laid out by themselves; places count from the corner of the first column. */
export type Arrangement = Size & { readonly places: ReadonlyMap<string, Point> };

const INSIDE: Spacing = { gapX: NODE_GAP.x, gapY: NODE_GAP.y, aspect: 1.5, minColumns: 6 };

/** Lays out the nodes of one box by the edges among them. `nodes` in order, see `inOrder`. */
export function arrangeNodes(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): Arrangement {
  const index = new Map(nodes.map((n, i) => [n.id, i]));
  const links = edges.flatMap((edge) => {
    const source = index.get(edge.source);
    const target = index.get(edge.target);
    return source === undefined || target === undefined ? [] : [{ source, target, weight: 1 }];
  });
  const { places, width, height } = layered(nodes, links, INSIDE);
  return { width, height, places: new Map(nodes.map((n, i) => [n.id, places[i] ?? ORIGIN])) };
}

const ORIGIN: Point = { x: 0, y: 0 };

export type Boxed = Size & { readonly id: string; readonly entry: boolean };

/** Lays out boxes by how many edges run between their nodes. `groupOf` gives the box of a node. */
export function arrangeBoxes(
  boxes: readonly Boxed[],
  edges: readonly LayoutEdge[],
  options: { readonly groupOf: (node: string) => string | null; readonly aspect: number },
): Layered {
  const index = new Map(boxes.map((b, i) => [b.id, i]));
  const weights = new Map<string, { source: number; target: number; weight: number }>();
  for (const edge of edges) {
    const source = index.get(options.groupOf(edge.source) ?? "");
    const target = index.get(options.groupOf(edge.target) ?? "");
    if (source === undefined || target === undefined || source === target) continue;
    const link = weights.get(`${source} ${target}`);
    if (link === undefined) weights.set(`${source} ${target}`, { source, target, weight: 1 });
    else link.weight += 1;
  }
  const spacing = { gapX: BOX_GAP.x, gapY: BOX_GAP.y, aspect: options.aspect, minColumns: 2 };
  return layered(boxes, [...netted([...weights.values()])], spacing);
}

type Weighted = { readonly source: number; readonly target: number; readonly weight: number };

/** Of two opposite links the heavier one stays, so that the main direction between two boxes points right. */
function* netted(links: readonly Weighted[]): Generator<Weighted> {
  const weights = new Map(links.map((l) => [`${l.source} ${l.target}`, l.weight]));
  for (const link of links) {
    const back = weights.get(`${link.target} ${link.source}`) ?? 0;
    if (link.weight > back || (link.weight === back && link.source < link.target)) yield link;
  }
}

/** The size of the box around an arrangement. */
export const boxSize = ({ width, height }: Size): Size => ({
  width: width + 2 * BOX.side,
  height: height + BOX.top + BOX.bottom,
});
