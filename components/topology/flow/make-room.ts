import type { GraphLayout } from "@/lib/layout/layout-graph";
import { around } from "@/lib/layout/rectangles";
import type { Point, Rect } from "@/lib/layout/structure";
import type { Card, Flow } from "./flow";
import { CARD, cardHeight } from "./measures";

/** A layout with room for what a draft writes on its cards. */
export type Roomy = {
  readonly layout: GraphLayout;
  /** How far each card stands from its place in the layout; absent where it stands there. */
  readonly shifts: ReadonlyMap<string, Point>;
};

/** What is beside a growing rectangle is moved by as much as it grows. */
type Growth = { readonly of: Rect; readonly dx: number; readonly dy: number };

/**
 * Makes cards wide where they stand: what is right of one goes to the right, what is below it goes down, in its box first and then
 * around the box. Nothing changes sides, and without wide cards everything stands where the layout has it.
 */
export function makeRoom(flow: Flow, layout: GraphLayout): Roomy {
  const wide = flow.cards.filter((card) => card.lead > 0 && layout.positions.has(card.id));
  if (wide.length === 0) return { layout, shifts: new Map() };
  const cards = new Map(flow.cards.map((card) => [card.id, card]));
  const rects = new Map(
    [...layout.positions].map(([id, at]) => [id, { ...at, ...plainSize(cards.get(id)) }] as const),
  );
  const boxes = new Map(layout.boxes);
  for (const card of wide) widen(card, { cards, rects, boxes });
  const positions = new Map([...rects].map(([id, { x, y }]) => [id, { x, y }]));
  const bounds = around([...boxes.values(), ...rects.values()]) ?? layout.bounds;
  return { layout: { positions, boxes, bounds }, shifts: shiftsOf(layout.positions, positions) };
}

const plainSize = (card: Card | undefined) => ({
  width: CARD.width,
  height: cardHeight(card?.rows.length ?? 0),
});

type Places = {
  readonly cards: ReadonlyMap<string, Card>;
  readonly rects: Map<string, Rect>;
  readonly boxes: Map<string, Rect>;
};

function widen(card: Card, { cards, rects, boxes }: Places): void {
  const rect = rects.get(card.id);
  if (rect === undefined) return;
  const width = card.lead + card.width;
  const growth = { of: rect, dx: width - rect.width, dy: card.height - rect.height };
  rects.set(card.id, { ...rect, width, height: card.height });
  const isMate = (id: string) => cards.get(id)?.group === card.group;
  for (const [id, other] of rects) {
    if (id !== card.id && isMate(id)) rects.set(id, pushed(other, growth));
  }
  const group = card.group;
  const box = group === null ? undefined : boxes.get(group);
  if (group === null || box === undefined) return;
  const grown = grownBox(
    box,
    [...rects].filter(([id]) => isMate(id)).map(([, one]) => one),
  );
  const around = { of: box, dx: grown.width - box.width, dy: grown.height - box.height };
  for (const [id, other] of boxes) boxes.set(id, id === group ? grown : pushed(other, around));
  for (const [id, other] of rects) if (!isMate(id)) rects.set(id, pushed(other, around));
}

/** Room that a box keeps around its cards at the right and below. */
const PADDING = 12;

/** A box that takes in all its cards; never smaller than it was. */
function grownBox(box: Rect, inside: readonly Rect[]): Rect {
  const hull = around(inside) ?? box;
  const right = Math.max(box.x + box.width, hull.x + hull.width + PADDING);
  const bottom = Math.max(box.y + box.height, hull.y + hull.height + PADDING);
  return { ...box, width: right - box.x, height: bottom - box.y };
}

/** Right of what grows: to the right. Else below it and over some of its width: down. */
function pushed(rect: Rect, { of, dx, dy }: Growth): Rect {
  if (rect.x >= of.x + of.width) return { ...rect, x: rect.x + dx };
  const over = rect.x < of.x + of.width + dx && rect.x + rect.width > of.x;
  return over && rect.y >= of.y + of.height ? { ...rect, y: rect.y + dy } : rect;
}

function shiftsOf(
  from: ReadonlyMap<string, Point>,
  to: ReadonlyMap<string, Point>,
): ReadonlyMap<string, Point> {
  const shifts = new Map<string, Point>();
  for (const [id, at] of to) {
    const was = from.get(id) ?? at;
    if (was.x !== at.x || was.y !== at.y) shifts.set(id, { x: at.x - was.x, y: at.y - was.y });
  }
  return shifts;
}
