import type { Point, Rect } from "@/lib/layout/structure";

/** A cubic Bézier curve: start, two control points, end. */
export type Cubic = readonly [Point, Point, Point, Point];

/** Curves joined end to end; never empty. */
export type Curve = readonly [Cubic, ...Cubic[]];

const LEAST_BEND = 22;
/** A thread that runs back swings out no further than this. */
const MOST_SWING = 120;

/** From eye to eye, leaving and arriving horizontally, control points at half the distance. */
export function curveBetween(from: Point, to: Point): Cubic {
  const dx = to.x - from.x;
  const bend =
    dx >= 0
      ? Math.max(LEAST_BEND, dx / 2)
      : Math.min(MOST_SWING, Math.max(2 * LEAST_BEND, -dx / 2));
  return [from, { x: from.x + bend, y: from.y }, { x: to.x - bend, y: to.y }, to];
}

/** The point at `t`, 0..1, of one cubic. */
export function pointOn([a, b, c, d]: Cubic, t: number): Point {
  const u = 1 - t;
  const wa = u * u * u;
  const wb = 3 * u * u * t;
  const wc = 3 * u * t * t;
  const wd = t * t * t;
  return {
    x: wa * a.x + wb * b.x + wc * c.x + wd * d.x,
    y: wa * a.y + wb * b.y + wc * c.y + wd * d.y,
  };
}

/** The point at `t`, 0..1, of a whole curve; its parts count equally. */
export function pointAt(curve: Curve, t: number): Point {
  const scaled = Math.min(1, Math.max(0, t)) * curve.length;
  const at = Math.min(curve.length - 1, Math.floor(scaled));
  return pointOn(curve[at] ?? curve[0], scaled - at);
}

/** A rectangle that surely holds the curve: that of its control points. */
export function hullOf(curve: Curve): Rect {
  const points = curve.flat();
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

const SAMPLES = 18;

/** Shortest distance from a point to the curve, to about one unit. */
export function distanceTo(curve: Curve, point: Point): number {
  let best = Number.POSITIVE_INFINITY;
  for (const cubic of curve) {
    let before = cubic[0];
    for (let i = 1; i <= SAMPLES; i++) {
      const next = pointOn(cubic, i / SAMPLES);
      best = Math.min(best, toSegment(point, before, next));
      before = next;
    }
  }
  return best;
}

function toSegment(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const t =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}
