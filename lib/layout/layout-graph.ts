import { placeAll } from "./fresh";
import { keepPlaces } from "./keep";
import { boxed } from "./measures";
import { Plan } from "./plan";
import { around } from "./rectangles";
import { inOrder, type LayoutStructure, type Point, type Rect } from "./structure";

export type LayoutOptions = {
  /** Places of the layout before; `null` lays out from nothing. */
  readonly previous: ReadonlyMap<string, Point> | null;
  /** Nodes put somewhere by hand. They are never moved, whatever they stand on. */
  readonly pinned: ReadonlyMap<string, Point>;
  /** Width ÷ height of the room to fill. */
  readonly aspect: number;
};

export type GraphLayout = {
  readonly positions: ReadonlyMap<string, Point>;
  /** By group. Absent for a group whose nodes are all pinned where a box around them would meet another. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** Around everything; of no size for an empty graph. */
  readonly bounds: Rect;
};

/** Less of the graph than this known from before: it is another picture, and laid out from nothing. */
const ENOUGH_KNOWN = 0.5;

/**
 * Places of all nodes and boxes: boxes from left to right by who calls whom, and nodes inside each box likewise.
 *
 * The same structure and options give the same places, whatever the order of the parts. Boxes never meet, nodes that
 * are not pinned stand on nothing, and a node outside every box in none. With `previous`, what was there keeps its
 * place as far as that holds.
 */
export function layoutGraph(unordered: LayoutStructure, options: LayoutOptions): GraphLayout {
  const structure = inOrder(unordered);
  const pinned = new Map(
    structure.nodes.flatMap(({ id }) => {
      const at = options.pinned.get(id);
      return at === undefined ? [] : [[id, at] as const];
    }),
  );
  const previous = knownPlaces(structure, options.previous);
  if (previous !== null) return finish(kept(structure, pinned, previous));
  const fresh = new Plan(structure, new Map());
  placeAll(fresh, options.aspect);
  return finish(pinned.size === 0 ? fresh : kept(structure, pinned, fresh.rects));
}

function kept(
  structure: LayoutStructure,
  pinned: ReadonlyMap<string, Point>,
  previous: ReadonlyMap<string, Point>,
): Plan {
  const plan = new Plan(structure, pinned);
  keepPlaces(plan, previous);
  return plan;
}

function knownPlaces(
  { nodes }: LayoutStructure,
  previous: ReadonlyMap<string, Point> | null,
): ReadonlyMap<string, Point> | null {
  if (previous === null) return null;
  const known = nodes.filter((n) => previous.has(n.id)).length;
  return known > 0 && known >= nodes.length * ENOUGH_KNOWN ? previous : null;
}

function finish(plan: Plan): GraphLayout {
  for (const group of plan.groups) includePins(plan, group);
  const positions = new Map([...plan.rects].map(([id, { x, y }]) => [id, { x, y }]));
  const bounds = around([...plan.boxes.values(), ...plan.rects.values()]);
  return {
    positions,
    boxes: new Map(plan.boxes),
    bounds: bounds ?? { x: 0, y: 0, width: 0, height: 0 },
  };
}

/** A box takes in its pinned nodes, one by one, as long as it meets no other for it. */
function includePins(plan: Plan, group: string): void {
  for (const node of plan.membersOf(group)) {
    const rect = plan.pinned.has(node.id) ? plan.rects.get(node.id) : undefined;
    if (rect === undefined) continue;
    const box = plan.boxes.get(group);
    const grown = box === undefined ? boxed(rect) : (around([box, boxed(rect)]) ?? box);
    if (plan.boxFits(group, grown)) plan.boxes.set(group, grown);
  }
}
