import { centreOf } from "@/lib/layout/rectangles";
import type { Rect } from "@/lib/layout/structure";
import { findByName } from "@/lib/shortcuts/type-ahead";
import type { Card, Flow, Thread } from "./flow";
import { portHeight } from "./measures";
import type { Picture } from "./picture";

/** Where the keyboard is: a node (or a version of it), or an edge reached from a node. */
export type Cursor =
  | { readonly type: "node"; readonly id: string }
  | { readonly type: "edge"; readonly id: string; readonly from: string };

export type Direction = "callees" | "callers" | "before" | "after";

/** What one walks on. */
export type Ground = { readonly flow: Flow; readonly picture: Picture };

type Place = { readonly card: Card; readonly row: number | null; readonly rect: Rect };

/** The place that a step leads to; `null` when there is nothing in that direction. */
export function step(ground: Ground, at: Cursor, direction: Direction): Cursor | null {
  if (at.type === "edge") return stepFromEdge(ground, at, direction);
  const place = placeOf(ground, at.id);
  if (place === null) return null;
  if (direction === "callees" || direction === "callers") {
    return nearestEnd(ground, place, direction);
  }
  return sibling(ground, place, direction === "after" ? 1 : -1);
}

/** From an edge one goes on to its ends, or to the next edge of the node that one came from. */
function stepFromEdge(
  ground: Ground,
  at: Extract<Cursor, { readonly type: "edge" }>,
  direction: Direction,
): Cursor | null {
  const edge = ground.flow.threads.find((t) => t.id === at.id)?.edge;
  if (edge === undefined) return null;
  if (direction === "callees") return { type: "node", id: edge.target };
  if (direction === "callers") return { type: "node", id: edge.source };
  return nextEdge(ground, at, direction === "after" ? 1 : -1);
}

function placeOf({ flow, picture }: Ground, id: string): Place | null {
  const card = flow.cards.find((c) => c.id === flow.cardOf.get(id));
  const rect = card === undefined ? undefined : picture.rects.get(card.id);
  if (card === undefined || rect === undefined) return null;
  const row = card.rows.findIndex((r) => r.id === id);
  return { card, row: row < 0 ? null : row, rect };
}

const heightOf = ({ card, rect, row }: Place): number => rect.y + portHeight(row, card.rowHeight);

/** Threads of a card, or of one of its rows; the head has those of all rows. */
function threadsOf(flow: Flow, { card, row }: Place, direction: "callees" | "callers"): Thread[] {
  return flow.threads.filter((t) => {
    const port = direction === "callees" ? t.from : t.to;
    if (port.card !== card.id) return false;
    if (row === null || port.row === null) return true;
    return port.row === row;
  });
}

function nearestEnd(ground: Ground, place: Place, direction: "callees" | "callers"): Cursor | null {
  const ends = threadsOf(ground.flow, place, direction).flatMap((t) => {
    const port = direction === "callees" ? t.to : t.from;
    const rect = ground.picture.rects.get(port.card);
    return rect === undefined ? [] : [{ id: idAt(ground.flow, port), away: awayFrom(place, rect) }];
  });
  const nearest = ends.sort((a, b) => a.away - b.away || (a.id < b.id ? -1 : 1))[0];
  return nearest === undefined ? null : { type: "node", id: nearest.id };
}

const awayFrom = (place: Place, rect: Rect): number =>
  Math.hypot((centreOf(rect).x - centreOf(place.rect).x) / 4, centreOf(rect).y - heightOf(place));

function idAt(flow: Flow, port: { readonly card: string; readonly row: number | null }): string {
  if (port.row === null) return port.card;
  return flow.cards.find((c) => c.id === port.card)?.rows[port.row]?.id ?? port.card;
}

/** The next place up or down: versions of the same card, then cards of the same column, then the rest by height. */
function sibling({ flow, picture }: Ground, place: Place, by: 1 | -1): Cursor | null {
  const { card, row } = place;
  const inside = (row ?? -1) + by;
  if (inside >= 0 && inside < card.rows.length) {
    return { type: "node", id: card.rows[inside]?.id ?? card.id };
  }
  if (row === 0 && by === -1) return { type: "node", id: card.id };
  const column = flow.cards
    .flatMap((c) => {
      const rect = picture.rects.get(c.id);
      return rect === undefined || c.id === card.id ? [] : [{ card: c, rect }];
    })
    .filter(({ rect }) => overlapX(rect, place.rect))
    .filter(({ rect }) => (rect.y - place.rect.y) * by > 0)
    .sort((a, b) => (a.rect.y - b.rect.y) * by);
  const next = column[0]?.card;
  if (next === undefined) return null;
  const last = by === -1 ? next.rows.at(-1) : undefined;
  return { type: "node", id: last?.id ?? next.id };
}

const overlapX = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width;

/** The next edge of the node that one stands on or came from: callees from the top, then callers. */
export function nextEdge(ground: Ground, at: Cursor, by: 1 | -1 = 1): Cursor | null {
  const from = at.type === "edge" ? at.from : at.id;
  const place = placeOf(ground, from);
  if (place === null) return null;
  const edges = [
    ...threadsOf(ground.flow, place, "callees").sort(byHeight(ground.picture, "to")),
    ...threadsOf(ground.flow, place, "callers").sort(byHeight(ground.picture, "from")),
  ];
  const here = at.type === "edge" ? edges.findIndex((t) => t.id === at.id) : by === 1 ? -1 : 0;
  const next = edges[(here + by + edges.length) % Math.max(1, edges.length)];
  return next === undefined ? null : { type: "edge", id: next.id, from };
}

const byHeight = (picture: Picture, end: "to" | "from") => (a: Thread, b: Thread) =>
  (picture.rects.get(a[end].card)?.y ?? 0) - (picture.rects.get(b[end].card)?.y ?? 0) ||
  (a.id < b.id ? -1 : 1);

const rateOf = (card: Card): number => card.node.inbound?.requestsPerSecond ?? 0;

/** Where traffic enters: the busiest ingress gateway, else the first card that is called by none and calls some. */
export function entryOf({ flow, picture }: Ground): Cursor | null {
  const gateways = flow.cards.filter((c) =>
    [c.node, ...c.members].some((n) => n.gateway === "ingress"),
  );
  const busiest = [...gateways].sort((a, b) => rateOf(b) - rateOf(a))[0];
  const called = new Set(flow.threads.map((t) => t.to.card));
  const callers = new Set(flow.threads.map((t) => t.from.card));
  const roots = flow.cards.filter((c) => callers.has(c.id) && !called.has(c.id));
  const entry = busiest ?? roots[0] ?? inReadingOrder(flow, picture)[0];
  return entry === undefined ? null : { type: "node", id: entry.id };
}

function inReadingOrder(flow: Flow, { rects }: Picture): readonly Card[] {
  const at = (card: Card) => rects.get(card.id) ?? { x: 0, y: 0 };
  return [...flow.cards].sort((a, b) => at(a).x - at(b).x || at(a).y - at(b).y);
}

/**
 * The next card whose name begins with what was typed, else holds it, in reading order after the one that one stands on;
 * that one itself while its name still fits. Case does not count.
 */
export function typeAhead(ground: Ground, typed: string, at: Cursor | null): Cursor | null {
  const cards = inReadingOrder(ground.flow, ground.picture);
  const current = cards.findIndex((c) => at !== null && ground.flow.cardOf.get(at.id) === c.id);
  const names = cards.map((c) => c.node.name);
  const found = cards[findByName(names, typed, current) ?? -1];
  return found === undefined ? null : { type: "node", id: found.id };
}
