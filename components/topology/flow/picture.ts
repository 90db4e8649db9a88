import { near } from "@/lib/layout/rectangles";
import type { Point, Rect } from "@/lib/layout/structure";
import { type Cubic, type Curve, curveBetween, hullOf, pointOn } from "./curves";
import type { DraftCourse } from "./draft-course";
import type { Card, Flow, Port, Thread } from "./flow";
import { EYE_HALF, PLY_MIN, portHeight, STEM } from "./measures";

/** A ply with its course; `width` is linear in the share. */
export type DrawnPly = { readonly curve: Curve; readonly width: number };

/** A thread with its course. A bundle has one course per ply, and the middle one as its own. */
export type DrawnThread = {
  readonly thread: Thread;
  readonly curve: Curve;
  readonly hull: Rect;
  readonly plies: readonly DrawnPly[];
  /** Both ends in the same box: it runs over that box's ground. */
  readonly inside: boolean;
  /** How a draft divides it; `null` where none does. */
  readonly draft: DraftCourse | null;
};

/** Everything where it stands, in canvas units. */
export type Picture = {
  readonly rects: ReadonlyMap<string, Rect>;
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly threads: readonly DrawnThread[];
  readonly bounds: Rect;
};

export type Placement = {
  readonly positions: ReadonlyMap<string, Point>;
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly bounds: Rect;
};

/** Puts cards at their places and leads the threads between them. Threads whose card has no place are left out. */
export function pictureOf(flow: Flow, placement: Placement): Picture {
  const cards = new Map(flow.cards.map((c) => [c.id, c]));
  const rects = new Map<string, Rect>();
  for (const card of flow.cards) {
    const at = placement.positions.get(card.id);
    if (at === undefined) continue;
    const { height, lead, width } = card;
    rects.set(card.id, { x: at.x + lead, y: at.y, width, height });
  }
  const ways = createWays([...rects.values()], [...placement.boxes.values()]);
  const threads = flow.threads.flatMap((thread) => drawThread(thread, cards, rects, ways));
  return { rects, boxes: placement.boxes, threads, bounds: placement.bounds };
}

/** Threads with the same ends lie this far apart. */
const LANE = 7;

/** Leads one thread; nothing where one of its cards has no place. */
export function drawThread(
  thread: Thread,
  cards: ReadonlyMap<string, Card>,
  rects: ReadonlyMap<string, Rect>,
  ways: Ways,
): readonly DrawnThread[] {
  const source = rects.get(thread.from.card);
  const target = rects.get(thread.to.card);
  if (source === undefined || target === undefined) return [];
  const shift = thread.lane * LANE;
  const rowHeight = (card: string) => cards.get(card)?.rowHeight;
  const from = rightOf(source, thread.from, { shift, row: rowHeight(thread.from.card) });
  const into = { shift, row: rowHeight(thread.to.card) };
  const to = leftOf(target, thread.to, into);
  const group = cards.get(thread.from.card)?.group ?? null;
  const inside = group !== null && group === (cards.get(thread.to.card)?.group ?? null);
  const plies = drawPlies(thread, from, { ends: [source, target], row: into.row }, ways);
  const middle = plies[Math.floor(plies.length / 2)];
  const curve = middle?.curve ?? ways.between(from, to, [source, target]);
  const hull = hullOf(curve);
  return [
    { thread, curve, hull: plies.length > 0 ? hullOfAll(plies) : hull, plies, inside, draft: null },
  ];
}

type AtPort = { readonly shift: number; readonly row: number | undefined };

const rightOf = (rect: Rect, port: Port, { shift, row }: AtPort): Point => ({
  x: rect.x + rect.width + EYE_HALF,
  y: rect.y + portHeight(port.row, row) + shift,
});

const leftOf = (rect: Rect, port: Port, { shift, row }: AtPort): Point => ({
  x: rect.x - EYE_HALF,
  y: rect.y + portHeight(port.row, row) + shift,
});

export function hullOfAll(plies: readonly { readonly curve: Curve }[]): Rect {
  const hulls = plies.map((p) => hullOf(p.curve));
  const x = Math.min(...hulls.map((h) => h.x));
  const y = Math.min(...hulls.map((h) => h.y));
  const right = Math.max(...hulls.map((h) => h.x + h.width));
  const bottom = Math.max(...hulls.map((h) => h.y + h.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Plies lie side by side on the stem, and part from it at once. */
function drawPlies(
  thread: Thread,
  from: Point,
  {
    ends,
    row,
  }: { readonly ends: readonly [source: Rect, target: Rect]; readonly row: number | undefined },
  ways: Ways,
): readonly DrawnPly[] {
  const widths = thread.plies.map((p) => Math.max(PLY_MIN, STEM * (p.share ?? 0)));
  const total = widths.reduce((sum, w) => sum + w, 0);
  let top = -total / 2;
  return thread.plies.map((ply, i) => {
    const width = widths[i] ?? PLY_MIN;
    const start = { x: from.x, y: from.y + top + width / 2 };
    top += width;
    const end = leftOf(ends[1], { card: thread.to.card, row: ply.row }, { shift: 0, row });
    const course = ways.between(start, end, ends);
    return { curve: course.length > 1 ? course : [plyCurve(start, end)], width };
  });
}

export function plyCurve(start: Point, end: Point): Cubic {
  const [a, b, c, d] = curveBetween(start, end);
  // Tighter than a plain thread at the start: the plies must be told apart between the cards.
  return [a, { x: a.x + (b.x - a.x) * 0.8, y: b.y }, c, d];
}

/** Finds courses that do not run under cards. */
export type Ways = {
  /** The course between two points; `ends` are the cards at them, which it may touch. */
  readonly between: (from: Point, to: Point, ends: readonly Rect[]) => Curve;
};

/** More cards than this are too many to lead every thread round them; a picture that large is not read by its threads. */
const MOST_CARDS = 320;
/** A thread keeps this far from cards it passes. */
const CLEARANCE = 6;
/** Length of the bend from an end of a thread to its detour. */
const RAMP = 34;

/** Height of the part of a box in which its name stands: no thread runs along there. */
const TITLE = 26;

export function createWays(cards: readonly Rect[], boxes: readonly Rect[]): Ways {
  if (cards.length > MOST_CARDS) return { between: (from, to) => [curveBetween(from, to)] };
  return {
    between(from, to, ends) {
      const direct: Curve = [curveBetween(from, to)];
      if (to.x - from.x < 3 * RAMP) return direct;
      const others = cards.filter((c) => !ends.includes(c) && c.x < to.x && c.x + c.width > from.x);
      const titles = boxes.filter((b) => b.x < to.x && b.x + b.width > from.x);
      if (!isBlocked(direct, others)) return direct;
      return aroundCards(from, to, { others, titles }) ?? direct;
    },
  };
}

const SAMPLES = 14;

/** Whether a course runs under one of the cards, or too near by it. */
function isBlocked(curve: Curve, cards: readonly Rect[]): boolean {
  const hull = hullOf(curve);
  const inReach = cards.filter((card) => near(hull, card, CLEARANCE));
  if (inReach.length === 0) return false;
  for (const cubic of curve) {
    for (let i = 1; i < SAMPLES; i++) {
      const { x, y } = pointOn(cubic, i / SAMPLES);
      if (inReach.some((card) => isNear(card, x, y))) return true;
    }
  }
  return false;
}

/** What touches a course by less than its clearance is let pass: courses are led exactly at that distance. */
const SLACK = 2;

const isNear = (card: Rect, x: number, y: number): boolean =>
  x > card.x - CLEARANCE + SLACK &&
  x < card.x + card.width + CLEARANCE - SLACK &&
  y > card.y - CLEARANCE + SLACK &&
  y < card.y + card.height + CLEARANCE - SLACK;

/** A level course above or below what stands in the way: the nearest level that is free; `null` when none is. */
function aroundCards(
  from: Point,
  to: Point,
  { others, titles }: { readonly others: readonly Rect[]; readonly titles: readonly Rect[] },
): Curve | null {
  const climb = (y: number) => Math.abs(y - from.y) + Math.abs(y - to.y);
  const passes = others.filter((c) => c.x < to.x - RAMP && c.x + c.width > from.x + RAMP);
  const isOpen = (y: number) =>
    !passes.some((c) => y > c.y - CLEARANCE + SLACK && y < c.y + c.height + CLEARANCE - SLACK) &&
    !titles.some((box) => y > box.y - 4 && y < box.y + TITLE);
  const levels = others
    .flatMap((c) => [c.y - CLEARANCE, c.y + c.height + CLEARANCE])
    .filter(isOpen)
    .sort((a, b) => climb(a) - climb(b) || a - b);
  for (const y of levels.slice(0, MOST_TRIED)) {
    const course = detour(from, to, y);
    const [up, , down] = course;
    if (!isBlocked([up, down], others)) return course;
  }
  return null;
}

/** Levels further away than this many others would lead a thread through half the picture. */
const MOST_TRIED = 12;

type Detour = readonly [up: Cubic, level: Cubic, down: Cubic];

function detour(from: Point, to: Point, y: number): Detour {
  const a = { x: from.x + RAMP, y };
  const b = { x: to.x - RAMP, y };
  const half = RAMP / 2;
  return [
    [from, { x: from.x + half, y: from.y }, { x: a.x - half, y }, a],
    [a, { x: a.x + (b.x - a.x) / 3, y }, { x: b.x - (b.x - a.x) / 3, y }, b],
    [b, { x: b.x + half, y }, { x: to.x - half, y: to.y }, to],
  ];
}
