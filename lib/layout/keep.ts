import { arrangeNodes, boxSize } from "./arrange";
import { placeLoose, putGroup } from "./fresh";
import { BOX_GAP, boxed, NODE_GAP } from "./measures";
import type { Plan } from "./plan";
import { around, centreOf, near, nearestFree } from "./rectangles";
import type { LayoutNode, Point, Rect } from "./structure";

/**
 * Places everything as near as can be to where it stood: what has a place keeps it unless something larger or pinned
 * took it, what is new goes to the nearest free place beside its neighbours, and a box that cannot grow moves whole.
 */
export function keepPlaces(plan: Plan, previous: ReadonlyMap<string, Point>): void {
  for (const group of plan.groups) keepGroup(plan, group, previous);
  for (const node of plan.loose) keepLoose(plan, node, previous.get(node.id));
  for (const group of plan.groups) fillGroup(plan, group);
  placeLoose(plan, plan.loose);
}

/** Members that still have their place, if their box then meets no other. */
function keepGroup(plan: Plan, group: string, previous: ReadonlyMap<string, Point>): void {
  const kept: Rect[] = [];
  const pins = plan.pinnedRects();
  const known = plan.membersOf(group).filter((n) => !plan.pinned.has(n.id) && previous.has(n.id));
  for (const node of [...known].sort((a, b) => byPlace(previous.get(a.id), previous.get(b.id)))) {
    const rect = rectAt(node, previous.get(node.id) ?? { x: 0, y: 0 });
    if ([...kept, ...pins].some((r) => near(r, rect, NODE_GAP.y / 2))) continue;
    kept.push(rect);
    plan.put(node, rect);
  }
  const box = plan.boxOf(group);
  if (box === null) return;
  if (plan.boxFits(group, box)) plan.boxes.set(group, box);
  else for (const node of known) plan.rects.delete(node.id);
}

function byPlace(a: Point | undefined, b: Point | undefined): number {
  return (a?.y ?? 0) - (b?.y ?? 0) || (a?.x ?? 0) - (b?.x ?? 0);
}

const rectAt = (node: LayoutNode, { x, y }: Point): Rect => ({
  x,
  y,
  width: node.width,
  height: node.height,
});

function keepLoose(plan: Plan, node: LayoutNode, at: Point | undefined): void {
  if (at === undefined || plan.pinned.has(node.id)) return;
  const rect = rectAt(node, at);
  const taken = [...plan.obstaclesTo(null), ...plan.pinnedRects()];
  if (!taken.some((r) => near(r, rect, NODE_GAP.y / 2))) plan.put(node, rect);
}

/** Gives the members without a place one: in their box, in a box that grows, or in a box that moves. */
function fillGroup(plan: Plan, group: string): void {
  const open = plan.membersOf(group).filter((n) => !plan.rects.has(n.id));
  if (open.length === 0) return;
  for (const node of open) {
    const slot = plan.boxes.has(group) ? slotFor(plan, group, node) : null;
    if (slot === null) {
      moveGroup(plan, group);
      return;
    }
    plan.put(node, slot);
    const box = plan.boxOf(group);
    if (box !== null) plan.boxes.set(group, box);
  }
}

/** A larger box costs this much per unit of area, in units of distance. */
const GROWTH = 0.02;

/** The best free place for one more node of a group; `null` where its box would meet another. */
function slotFor(plan: Plan, group: string, node: LayoutNode): Point | null {
  const members = plan.unpinnedRects(plan.membersOf(group));
  const box = plan.boxOf(group);
  if (box === null) return null;
  const pins = plan.pinnedRects();
  const wish = plan.wishFor(node) ?? centreOf(box);
  const free = (rect: Rect) => ![...members, ...pins].some((m) => near(m, rect, NODE_GAP.y));
  const ranked = slotsBeside(members, node)
    .map((point) => {
      const rect = rectAt(node, point);
      const grown = boxed(around([...members, rect]) ?? rect);
      const growth = grown.width * grown.height - box.width * box.height;
      const away = Math.hypot(point.x - wish.x, point.y - wish.y);
      return { point, rect, grown, cost: away + GROWTH * growth };
    })
    .sort((a, b) => a.cost - b.cost);
  const best = ranked.find(({ rect, grown }) => free(rect) && plan.boxFits(group, grown));
  return best?.point ?? null;
}

/** Places flush with the members: in their columns above and below them, and in new columns beside them. */
function slotsBeside(members: readonly Rect[], { width, height }: LayoutNode): Point[] {
  const columns = [...new Set(members.map((m) => m.x))];
  return members.flatMap((m) => [
    ...columns.map((x) => ({ x, y: m.y })),
    { x: m.x, y: m.y + m.height + NODE_GAP.y },
    { x: m.x, y: m.y - NODE_GAP.y - height },
    { x: m.x + m.width + NODE_GAP.x, y: m.y },
    { x: m.x - NODE_GAP.x - width, y: m.y },
  ]);
}

/** Lays out a group anew and puts it where there is room for it, as near as can be to where it stood. */
function moveGroup(plan: Plan, group: string): void {
  const before = plan.boxes.get(group) ?? null;
  const nodes = plan.membersOf(group).filter((n) => !plan.pinned.has(n.id));
  const wishes = nodes.flatMap((n) => plan.wishFor(n) ?? []);
  const inner = arrangeNodes(nodes, plan.edgesInside(group));
  plan.boxes.delete(group);
  for (const node of nodes) plan.rects.delete(node.id);
  const obstacles = [...plan.obstaclesTo(group), ...plan.pinnedRects()];
  const ideal = before ?? meanOf(wishes) ?? besideAll(obstacles);
  putGroup(plan, group, inner, nearestFree(boxSize(inner), ideal, obstacles, BOX_GAP));
}

function meanOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null;
  const sum = (of: (p: Point) => number) => points.reduce((total, p) => total + of(p), 0);
  return {
    x: Math.round(sum((p) => p.x) / points.length),
    y: Math.round(sum((p) => p.y) / points.length),
  };
}

function besideAll(obstacles: readonly Rect[]): Point {
  const all = around(obstacles);
  return all === null ? { x: 0, y: 0 } : { x: all.x, y: all.y + all.height + BOX_GAP.y };
}
