import type { Point, Rect, Size } from "./structure";

/** Whether two rectangles come nearer than `gap` to each other. Touching at exactly `gap` is far enough. */
export const near = (a: Rect, b: Rect, gap: number): boolean =>
  a.x < b.x + b.width + gap &&
  b.x < a.x + a.width + gap &&
  a.y < b.y + b.height + gap &&
  b.y < a.y + a.height + gap;

/** The smallest rectangle around all; `null` around nothing. */
export function around(rects: readonly Rect[]): Rect | null {
  const [first] = rects;
  if (first === undefined) return null;
  let { x, y } = first;
  let right = x + first.width;
  let bottom = y + first.height;
  for (const r of rects) {
    x = Math.min(x, r.x);
    y = Math.min(y, r.y);
    right = Math.max(right, r.x + r.width);
    bottom = Math.max(bottom, r.y + r.height);
  }
  return { x, y, width: right - x, height: bottom - y };
}

export const centreOf = (r: Rect): Point => ({ x: r.x + r.width / 2, y: r.y + r.height / 2 });

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * The place nearest to `ideal` at which something of this size keeps `gap` from every obstacle. Tries `ideal` and the
 * places flush with the obstacles' sides, so there always is one: beyond the outermost obstacle.
 */
export function nearestFree(
  size: Size,
  ideal: Point,
  obstacles: readonly Rect[],
  gap: { readonly x: number; readonly y: number },
): Point {
  const nearby = Math.min(gap.x, gap.y);
  // Nearest first: what blocks a place and what bounds a good one are both found early.
  const byDistance = obstacles
    .map((rect) => ({ rect, away: distance(centreOf(rect), ideal) }))
    .sort((a, b) => a.away - b.away)
    .map(({ rect }) => rect);
  const free = ({ x, y }: Point) => {
    const rect = { x, y, width: size.width, height: size.height };
    return !byDistance.some((o) => near(rect, o, nearby));
  };
  if (free(ideal)) return ideal;
  let best: Point | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const obstacle of byDistance) {
    for (const point of flushWith(obstacle, size, ideal, gap)) {
      const away = distance(point, ideal);
      if (away >= shortest || !free(point)) continue;
      best = point;
      shortest = away;
    }
  }
  if (best !== null) return best;
  const all = around(obstacles);
  return all === null ? ideal : { x: all.x, y: all.y + all.height + gap.y };
}

/** Places that touch the gap on one side of an obstacle: at its own edge, and at the height or column of `ideal`. */
function flushWith(
  o: Rect,
  size: Size,
  ideal: Point,
  gap: { readonly x: number; readonly y: number },
): readonly Point[] {
  const right = o.x + o.width + gap.x;
  const left = o.x - size.width - gap.x;
  const below = o.y + o.height + gap.y;
  const above = o.y - size.height - gap.y;
  return [
    { x: right, y: ideal.y },
    { x: left, y: ideal.y },
    { x: ideal.x, y: below },
    { x: ideal.x, y: above },
    { x: right, y: o.y },
    { x: left, y: o.y },
    { x: o.x, y: below },
    { x: o.x, y: above },
  ];
}
