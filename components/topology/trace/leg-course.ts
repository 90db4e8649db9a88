import { type Curve, hullOf } from "../flow/curves";
import type { Card, Flow, Point, Port, Rect } from "../flow/flow";
import { EYE_HALF, portHeight } from "../flow/measures";
import { type DrawnThread, type Picture, plyCurve } from "../flow/picture";
import type { Leg, Legs } from "./legs";

/** A leg with its course. */
export type DrawnLeg = { readonly leg: Leg; readonly curve: Curve; readonly hull: Rect };

/** The way of a request where it stands. */
export type DrawnPath = {
  readonly legs: readonly DrawnLeg[];
  readonly cards: ReadonlySet<string>;
  /** Ids of the threads that it runs along. */
  readonly threads: ReadonlySet<string>;
  readonly compared: boolean;
};

/** Leads the legs: along the thread of the same call where one is drawn, else straight from eye to eye. */
export function drawnPath(legs: Legs, flow: Flow, picture: Picture): DrawnPath {
  const cards = new Map(flow.cards.map((card) => [card.id, card]));
  const threads = new Set<string>();
  const drawn = legs.legs.flatMap((leg): readonly DrawnLeg[] => {
    const along = picture.threads.find((thread) => isSameCall(thread, leg));
    if (along !== undefined) threads.add(along.thread.id);
    const curve = (along && curveAlong(along, leg)) ?? straight(leg, picture, cards);
    return curve === null ? [] : [{ leg, curve, hull: hullOf(curve) }];
  });
  return { legs: drawn, cards: legs.cards, threads, compared: legs.compared };
}

function isSameCall({ thread }: DrawnThread, { from, to }: Leg): boolean {
  const isFrom = thread.from.card === from.card;
  const isRow = thread.from.row === from.row || thread.from.row === null || from.row === null;
  return isFrom && isRow && thread.to.card === to.card;
}

/** The ply of the row, or the thread itself where it ends just there; `null` where no part of it does. */
function curveAlong({ thread, curve, plies, draft }: DrawnThread, { to }: Leg): Curve | null {
  if (draft !== null) return null;
  const ply = thread.plies.findIndex(({ row }) => row === to.row);
  if (ply >= 0) return plies[ply]?.curve ?? null;
  return plies.length === 0 && thread.to.row === to.row ? curve : null;
}

function straight(
  { from, to }: Leg,
  { rects }: Picture,
  cards: ReadonlyMap<string, Card>,
): Curve | null {
  const [source, target] = [rects.get(from.card), rects.get(to.card)];
  if (source === undefined || target === undefined) return null;
  const heightOf = ({ card, row }: Port) => portHeight(row, cards.get(card)?.rowHeight);
  const start: Point = {
    x: source.x + source.width + EYE_HALF,
    y: source.y + heightOf(from),
  };
  return [plyCurve(start, { x: target.x - EYE_HALF, y: target.y + heightOf(to) })];
}
