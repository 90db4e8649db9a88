import type { Point, Rect } from "@/lib/layout/structure";
import { distanceTo } from "./curves";
import type { Picture } from "./picture";

const contains = (rect: Rect, p: Point, margin: number): boolean =>
  p.x >= rect.x - margin &&
  p.x <= rect.x + rect.width + margin &&
  p.y >= rect.y - margin &&
  p.y <= rect.y + rect.height + margin;

/** The thread nearest to a point, no further than `reach`; `null` when there is none. */
export function threadAt(picture: Picture, point: Point, reach: number): string | null {
  let nearest: string | null = null;
  let shortest = reach;
  for (const { thread, hull, curve, plies } of picture.threads) {
    if (!contains(hull, point, reach)) continue;
    const courses = plies.length > 0 ? plies.map((p) => p.curve) : [curve];
    const distance = Math.min(...courses.map((c) => distanceTo(c, point)));
    // Of two equally near the later one, which is drawn over the other.
    if (distance > shortest) continue;
    shortest = distance;
    nearest = thread.id;
  }
  return nearest;
}

/** The card under a point; with `reach`, one that near. */
export function cardAt(picture: Picture, point: Point, reach = 0): string | null {
  for (const [id, rect] of picture.rects) if (contains(rect, point, reach)) return id;
  return null;
}

/** The box under a point; with `header`, only where its name stands. */
export function boxAt(picture: Picture, point: Point, header: number | null): string | null {
  for (const [id, box] of picture.boxes) {
    const part = header === null ? box : { ...box, height: Math.min(box.height, header) };
    if (contains(part, point, 0)) return id;
  }
  return null;
}
