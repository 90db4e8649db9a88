import type { GraphLayout } from "../layout-graph";
import { near } from "../rectangles";
import type { LayoutNode, LayoutStructure, Point, Rect } from "../structure";

export const NO_PINS: ReadonlyMap<string, Point> = new Map();

/** Where a node stands; a node without a place fails the test. */
export const at = (layout: GraphLayout, id: string): Point => {
  const place = layout.positions.get(id);
  if (place === undefined) throw new Error(`${id} has no place`);
  return place;
};

function rectsOf({ nodes }: LayoutStructure, layout: GraphLayout): Map<string, Rect> {
  return new Map(
    nodes.map((n) => [n.id, { ...at(layout, n.id), width: n.width, height: n.height }]),
  );
}

/** What stands on what, in words; empty when all is well. Two pinned nodes may meet: a hand put them there. */
export function overlaps(
  structure: LayoutStructure,
  layout: GraphLayout,
  pinned: ReadonlyMap<string, Point> = NO_PINS,
): string[] {
  const rects = rectsOf(structure, layout);
  const free = structure.nodes.filter((n) => !pinned.has(n.id));
  const boxes = [...layout.boxes];
  return [
    ...free.flatMap((a) => onNodes(a, structure.nodes, rects)),
    ...free.flatMap((a) => boxes.flatMap(([group, box]) => misplaced(a, group, rects, box))),
    ...boxes.flatMap(([a, boxA], i) =>
      boxes.slice(i + 1).flatMap(([b, boxB]) => (near(boxA, boxB, 0) ? [`${a} on ${b}`] : [])),
    ),
  ];
}

type Rects = ReadonlyMap<string, Rect>;

function onNodes(a: LayoutNode, nodes: readonly LayoutNode[], rects: Rects): string[] {
  const rect = rects.get(a.id);
  return nodes.flatMap((b) => {
    const other = rects.get(b.id);
    const meet = a !== b && rect !== undefined && other !== undefined && near(rect, other, 0);
    return meet ? [`${a.id} on ${b.id}`] : [];
  });
}

function misplaced(a: LayoutNode, group: string, rects: Rects, box: Rect): string[] {
  const rect = rects.get(a.id);
  if (rect === undefined) return [`${a.id} nowhere`];
  if (group === a.group) return within(rect, box) ? [] : [`${a.id} outside its box`];
  return near(rect, box, 0) ? [`${a.id} in the box of ${group}`] : [];
}

const within = (a: Rect, b: Rect): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
