import type { Point, Rect } from "@/lib/layout/structure";
import { pointAt } from "../../flow/curves";
import type { Focus } from "../../flow/focus";
import { type Level, textSize } from "../../flow/levels";
import type { DrawnThread, Picture } from "../../flow/picture";
import type { Segment, ThreadLook } from "../looks/look";
import type { Looks } from "../looks/looks";

/** A label at its place: `x`, `y` is the middle of its base line. */
export type PlacedLabel = {
  readonly id: string;
  readonly look: ThreadLook;
  readonly segments: readonly Segment[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly inside: boolean;
};

export type LabelContext = {
  readonly picture: Picture;
  readonly looks: Looks;
  readonly focus: Focus | null;
  readonly level: Level;
  readonly zoom: number;
  /** Width of a text at size 1. */
  readonly measure: (text: string, bold: boolean) => number;
};

/** Room between the parts of a label, and of the glyphs beside it, in parts of its size. */
export const GAP = 0.4;
export const GLYPH = 1.15;

const DESIGNED = 10;
/** In the middle zoom only so many threads that are well say their rate. */
const BUSIEST = 12;
/** Places along a thread that are tried, the best first. */
const PLACES = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8] as const;

/**
 * Places labels so that none meets another or a card: what is wrong first, then by rate. A label that fits nowhere in
 * full is tried short; one that still does not fit is left out, but for what is wrong, which is always said.
 */
export function placeLabels(context: LabelContext): readonly PlacedLabel[] {
  const { level, zoom, picture } = context;
  if (level === "far") return [];
  const size = textSize(DESIGNED, zoom);
  const taken = new Grid([...picture.rects.values()]);
  const placed: PlacedLabel[] = [];
  for (const { drawn, look } of candidates(context)) {
    const label = place(drawn, look, { context, size, taken });
    if (label === null) continue;
    placed.push(label);
    taken.add(rectOf(label));
  }
  return placed;
}

function candidates({ picture, looks, focus, level }: LabelContext) {
  const all = picture.threads.flatMap((drawn) => {
    const look = looks.threads.get(drawn.thread.id);
    if (look === undefined || look.label.length === 0) return [];
    if (focus !== null && !focus.threads.has(look.id)) return [];
    return [{ drawn, look }];
  });
  const ranked = all.sort(
    (a, b) =>
      Number(b.look.problem) - Number(a.look.problem) ||
      b.look.importance - a.look.importance ||
      (a.look.id < b.look.id ? -1 : 1),
  );
  if (level === "near" || focus !== null) return ranked;
  const well = ranked.filter((c) => !c.look.problem).slice(0, BUSIEST);
  return [...ranked.filter((c) => c.look.problem), ...well];
}

type Room = { readonly context: LabelContext; readonly size: number; readonly taken: Grid };

function place(drawn: DrawnThread, look: ThreadLook, room: Room): PlacedLabel | null {
  const versions = [look.label, look.brief];
  for (const segments of versions) {
    for (const t of PLACES) {
      const label = labelAt(drawn, look, { segments, t }, room);
      if (!room.taken.meets(rectOf(label))) return label;
    }
  }
  return look.problem ? labelAt(drawn, look, { segments: look.brief, t: 0.5 }, room) : null;
}

function labelAt(
  drawn: DrawnThread,
  look: ThreadLook,
  at: { readonly segments: readonly Segment[]; readonly t: number },
  { context, size }: Room,
): PlacedLabel {
  const p: Point = pointAt(drawn.curve, at.t);
  const words = at.segments.map((s) => context.measure(s.text, s.tone !== "plain") * size);
  const gaps = GAP * size * Math.max(0, at.segments.length - 1);
  const glyphs = (look.lock === null ? 0 : 1) + (look.mark === null ? 0 : 1);
  const width = words.reduce((sum, w) => sum + w, gaps) + glyphs * (GLYPH + GAP) * size;
  const lift = Math.max(look.width / 2, 1) + 3;
  return {
    id: look.id,
    look,
    segments: at.segments,
    x: p.x,
    y: p.y - lift,
    width,
    size,
    inside: drawn.inside,
  };
}

const rectOf = ({ x, y, width, size }: PlacedLabel): Rect => ({
  x: x - width / 2 - 2,
  y: y - size,
  width: width + 4,
  height: size * 1.3,
});

const CELL = 160;

/** Rectangles by the cells that they touch. */
class Grid {
  private readonly cells = new Map<string, Rect[]>();

  constructor(rects: readonly Rect[]) {
    for (const rect of rects) this.add(rect);
  }

  add(rect: Rect): void {
    for (const key of cellsOf(rect)) {
      const cell = this.cells.get(key);
      if (cell === undefined) this.cells.set(key, [rect]);
      else cell.push(rect);
    }
  }

  meets(rect: Rect): boolean {
    for (const key of cellsOf(rect)) {
      if (this.cells.get(key)?.some((other) => overlap(rect, other)) === true) return true;
    }
    return false;
  }
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function* cellsOf({ x, y, width, height }: Rect): Generator<string> {
  for (let cx = Math.floor(x / CELL); cx <= Math.floor((x + width) / CELL); cx++) {
    for (let cy = Math.floor(y / CELL); cy <= Math.floor((y + height) / CELL); cy++) {
      yield `${cx} ${cy}`;
    }
  }
}
