import { centreOf } from "@/lib/layout/rectangles";
import type { Point, Rect } from "@/lib/layout/structure";
import { type Curve, curveBetween, hullOf } from "../../flow/curves";
import type { Flow } from "../../flow/flow";
import type { Picture } from "../../flow/picture";
import type { ThreadTone } from "../looks/look";
import type { Looks } from "../looks/looks";

/** All threads from one island to another as one: a box, or a card outside every box. */
export type IslandLink = {
  readonly id: string;
  readonly curve: Curve;
  readonly hull: Rect;
  readonly requestsPerSecond: number;
  /** Worst of its threads. */
  readonly tone: ThreadTone;
};

const WORST: readonly ThreadTone[] = [
  "failing",
  "degraded",
  "unknown",
  "decided",
  "ok",
  "edge",
  "idle",
];
const worse = (a: ThreadTone, b: ThreadTone): ThreadTone =>
  WORST.indexOf(a) <= WORST.indexOf(b) ? a : b;

/** One link per ordered pair of islands that have a thread between them. */
export function islandLinks(flow: Flow, picture: Picture, looks: Looks): readonly IslandLink[] {
  const groups = new Map(flow.cards.map((c) => [c.id, c.group]));
  const islandOf = (card: string): readonly [string, Rect] | null => {
    const group = groups.get(card) ?? null;
    const box = group === null ? undefined : picture.boxes.get(group);
    const rect = box ?? picture.rects.get(card);
    if (rect === undefined) return null;
    return [box === undefined ? card : (group ?? card), rect];
  };
  const links = new Map<string, IslandLink>();
  for (const { thread } of picture.threads) {
    const from = islandOf(thread.from.card);
    const to = islandOf(thread.to.card);
    if (from === null || to === null || from[0] === to[0]) continue;
    const id = JSON.stringify([from[0], to[0]]);
    const known = links.get(id);
    const tone = looks.threads.get(thread.id)?.tone ?? "edge";
    const rate = thread.edge.figures.requestsPerSecond;
    if (known === undefined) {
      const curve: Curve = [linkBetween(from[1], to[1])];
      links.set(id, { id, curve, hull: hullOf(curve), requestsPerSecond: rate, tone });
    } else {
      links.set(id, {
        ...known,
        requestsPerSecond: known.requestsPerSecond + rate,
        tone: worse(known.tone, tone),
      });
    }
  }
  return [...links.values()];
}

/** From the side of one box to the facing side of the other. */
function linkBetween(from: Rect, to: Rect) {
  const a = centreOf(from);
  const b = centreOf(to);
  if (to.x >= from.x + from.width) return curveBetween(right(from, a), left(to, b));
  if (from.x >= to.x + to.width) return mirrored(left(from, a), right(to, b));
  const down = b.y >= a.y;
  const start = { x: a.x, y: down ? from.y + from.height : from.y };
  const end = { x: b.x, y: down ? to.y : to.y + to.height };
  const bend = (end.y - start.y) / 2;
  return [start, { x: start.x, y: start.y + bend }, { x: end.x, y: end.y - bend }, end] as const;
}

const right = (rect: Rect, centre: Point): Point => ({ x: rect.x + rect.width, y: centre.y });
const left = (rect: Rect, centre: Point): Point => ({ x: rect.x, y: centre.y });

function mirrored(from: Point, to: Point) {
  const bend = (from.x - to.x) / 2;
  return [from, { x: from.x - bend, y: from.y }, { x: to.x + bend, y: to.y }, to] as const;
}
