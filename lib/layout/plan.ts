import { BOX_GAP, boxed, NODE_GAP } from "./measures";
import { around, near } from "./rectangles";
import {
  compare,
  type LayoutEdge,
  type LayoutNode,
  type LayoutStructure,
  type Point,
  type Rect,
} from "./structure";

/** A layout while it is made: what has its place so far. */
export class Plan {
  readonly rects = new Map<string, Rect>();
  readonly boxes = new Map<string, Rect>();
  readonly groups: readonly string[];
  private readonly nodes: ReadonlyMap<string, LayoutNode>;
  private readonly members: ReadonlyMap<string, readonly LayoutNode[]>;
  private readonly links: ReadonlyMap<string, readonly { callee: boolean; other: string }[]>;
  private readonly inside = new Map<string | null, LayoutEdge[]>();
  readonly loose: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];

  constructor(
    structure: LayoutStructure,
    readonly pinned: ReadonlyMap<string, Point>,
  ) {
    this.nodes = new Map(structure.nodes.map((n) => [n.id, n]));
    this.members = membersByGroup(structure.nodes);
    this.groups = [...this.members.keys()].sort(compare);
    this.loose = structure.nodes.filter((n) => n.group === null);
    this.edges = structure.edges;
    this.links = linksOf(structure.edges);
    for (const edge of structure.edges) {
      const group = this.groupOf(edge.source);
      if (group !== this.groupOf(edge.target)) continue;
      const list = this.inside.get(group);
      if (list === undefined) this.inside.set(group, [edge]);
      else list.push(edge);
    }
    for (const node of structure.nodes) {
      const pin = pinned.get(node.id);
      if (pin !== undefined) this.put(node, pin);
    }
  }

  /** Edges whose two ends stand in this box, or outside every box for `null`. */
  edgesInside = (group: string | null): readonly LayoutEdge[] => this.inside.get(group) ?? [];

  put(node: LayoutNode, at: Point): void {
    this.rects.set(node.id, { x: at.x, y: at.y, width: node.width, height: node.height });
  }

  membersOf = (group: string): readonly LayoutNode[] => this.members.get(group) ?? [];

  groupOf = (id: string): string | null => this.nodes.get(id)?.group ?? null;

  /** Places of those of these nodes that have one and may move. */
  unpinnedRects(nodes: readonly LayoutNode[]): Rect[] {
    return nodes.flatMap((n) => {
      const rect = this.pinned.has(n.id) ? undefined : this.rects.get(n.id);
      return rect === undefined ? [] : [rect];
    });
  }

  pinnedRects(): Rect[] {
    return [...this.pinned.keys()].flatMap((id) => this.rects.get(id) ?? []);
  }

  /** Boxes of the other groups, and the loose nodes that may move. */
  obstaclesTo(group: string | null): Rect[] {
    const boxes = [...this.boxes].flatMap(([id, box]) => (id === group ? [] : [box]));
    return [...boxes, ...this.unpinnedRects(this.loose)];
  }

  /** Whether a box of this group may be there. */
  boxFits(group: string, box: Rect): boolean {
    const gap = Math.min(BOX_GAP.x, BOX_GAP.y) / 2;
    return !this.obstaclesTo(group).some((o) => near(o, box, gap));
  }

  /** The box around the nodes of a group that may move; `null` while none has a place. */
  boxOf(group: string): Rect | null {
    const inner = around(this.unpinnedRects(this.membersOf(group)));
    return inner === null ? null : boxed(inner);
  }

  /**
   * Where a node would stand by its neighbours alone: a column right of its callers, else left of its callees, at their
   * mean height. `null` while none of them has a place.
   */
  wishFor(node: LayoutNode): Point | null {
    const links = this.links.get(node.id) ?? [];
    const placed = links.flatMap(({ callee, other }) => {
      const rect = this.rects.get(other);
      return rect === undefined ? [] : [{ callee, rect, near: this.groupOf(other) === node.group }];
    });
    if (placed.length === 0) return null;
    const own = placed.some((p) => p.near) ? placed.filter((p) => p.near) : placed;
    const callers = own.filter((p) => !p.callee).map((p) => p.rect);
    const callees = own.filter((p) => p.callee).map((p) => p.rect);
    const middle = own.reduce((sum, p) => sum + p.rect.y + p.rect.height / 2, 0) / own.length;
    const x =
      callers.length > 0
        ? Math.max(...callers.map((r) => r.x + r.width)) + NODE_GAP.x
        : Math.min(...callees.map((r) => r.x)) - NODE_GAP.x - node.width;
    return { x: Math.round(x), y: Math.round(middle - node.height / 2) };
  }
}

function membersByGroup(nodes: readonly LayoutNode[]): Map<string, LayoutNode[]> {
  const members = new Map<string, LayoutNode[]>();
  for (const node of nodes) {
    if (node.group === null) continue;
    const list = members.get(node.group);
    if (list === undefined) members.set(node.group, [node]);
    else list.push(node);
  }
  return members;
}

function linksOf(edges: readonly LayoutEdge[]) {
  const links = new Map<string, { callee: boolean; other: string }[]>();
  const add = (id: string, link: { callee: boolean; other: string }) => {
    const list = links.get(id);
    if (list === undefined) links.set(id, [link]);
    else list.push(link);
  };
  for (const { source, target } of edges) {
    add(source, { callee: true, other: target });
    add(target, { callee: false, other: source });
  }
  return links;
}
