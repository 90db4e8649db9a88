import { type Arrangement, arrangeBoxes, arrangeNodes, boxSize } from "./arrange";
import { BOX, BOX_GAP } from "./measures";
import type { Plan } from "./plan";
import { around, centreOf, nearestFree } from "./rectangles";
import type { LayoutNode, Point, Rect } from "./structure";

/** Lays out every box and every loose node from nothing. */
export function placeAll(plan: Plan, aspect: number): void {
  const boxes = plan.groups.map((id) => {
    const nodes = plan.membersOf(id);
    const inner = arrangeNodes(nodes, plan.edgesInside(id));
    return { id, inner, entry: nodes.some((n) => n.entry), ...boxSize(inner) };
  });
  const { places } = arrangeBoxes(boxes, plan.edges, { groupOf: plan.groupOf, aspect });
  boxes.forEach(({ id, inner }, i) => {
    putGroup(plan, id, inner, places[i] ?? { x: 0, y: 0 });
  });
  placeLoose(plan, plan.loose);
}

/** Puts an arranged group with the corner of its box there. Pinned nodes stay where they are. */
export function putGroup(plan: Plan, group: string, inner: Arrangement, corner: Point): void {
  for (const node of plan.membersOf(group)) {
    const place = inner.places.get(node.id);
    if (place === undefined || plan.pinned.has(node.id)) continue;
    plan.put(node, { x: corner.x + BOX.side + place.x, y: corner.y + BOX.top + place.y });
  }
  const box = plan.boxOf(group);
  if (box !== null) plan.boxes.set(group, box);
}

/** More than this many nodes outside every box are laid out among themselves, as one block. */
const MOST_PLACED_SINGLY = 60;

/** Places nodes outside every box: beside the box that they call or are called from, where there is room. */
export function placeLoose(plan: Plan, nodes: readonly LayoutNode[]): void {
  const open = nodes.filter((n) => !plan.rects.has(n.id));
  if (open.length > MOST_PLACED_SINGLY || plan.boxes.size === 0) placeAsBlock(plan, open);
  else for (const node of open) plan.put(node, freePlace(plan, node));
}

function freePlace(plan: Plan, node: LayoutNode): Point {
  const obstacles = [...plan.obstaclesTo(null), ...plan.pinnedRects()];
  return nearestFree(node, wishOutside(plan, node, obstacles), obstacles, BOX_GAP);
}

function wishOutside(plan: Plan, node: LayoutNode, obstacles: readonly Rect[]): Point {
  const wish = plan.wishFor(node);
  const all = around(obstacles);
  if (all === null) return wish ?? { x: 0, y: 0 };
  const y = wish?.y ?? centreOf(all).y;
  const inside = wish === null ? null : { ...wish, width: node.width, height: node.height };
  const crossed = obstacles.filter(
    (o) => inside !== null && y < o.y + o.height && y + node.height > o.y,
  );
  const beside = around(crossed) ?? all;
  const x =
    node.side === "left" ? beside.x - BOX_GAP.x - node.width : beside.x + beside.width + BOX_GAP.x;
  if (node.side === "right") {
    // Directly right of the box of the caller, even where another box stands further right.
    const own = crossed.find(
      (o) => wish !== null && wish.x >= o.x && wish.x <= o.x + o.width + BOX_GAP.x,
    );
    return { x: own === undefined ? x : own.x + own.width + BOX_GAP.x, y };
  }
  return { x, y };
}

function placeAsBlock(plan: Plan, nodes: readonly LayoutNode[]): void {
  if (nodes.length === 0) return;
  const inner = arrangeNodes(nodes, plan.edgesInside(null));
  const obstacles = [...plan.obstaclesTo(null), ...plan.pinnedRects()];
  const all = around(obstacles);
  const ideal = all === null ? { x: 0, y: 0 } : { x: all.x + all.width + BOX_GAP.x, y: all.y };
  const corner = nearestFree(inner, ideal, obstacles, BOX_GAP);
  for (const node of nodes) {
    const place = inner.places.get(node.id) ?? { x: 0, y: 0 };
    plan.put(node, { x: corner.x + place.x, y: corner.y + place.y });
  }
}
