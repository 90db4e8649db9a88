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
  readonly segments: readonly Segment[];
  readonly lock: ThreadLook["lock"];
  readonly mark: ThreadLook["mark"];
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
  readonly fans: Fans;
  /** Rectangles that labels keep away from, besides the cards. */
  readonly keepOff: readonly Rect[];
  /** Width of a text at size 1. */
  readonly measure: (text: string, bold: boolean) => number;
};

/** Room between the parts of a label, and of the glyphs beside it, in parts of its size. */
export const GAP = 0.4;
export const GLYPH = 1.15;

const DESIGNED = 10;
/** In the middle zoom only so many threads that are well say their rate. */
const BUSIEST = 12;
/** Places along a thread that are tried, the best first: in the middle, or away from where many threads meet. */
const PLACES = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2] as const;
const NEAR_END = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3] as const;
const NEAR_START = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7] as const;
/** From so many threads at one end on they lie too close there to tell whose label it is. */
const FAN = 3;

/**
 * Places labels so that none meets another or a card: what is wrong first, then by rate. A label that fits nowhere in
 * full is tried short; one that still does not fit is left out, but for what is wrong, which is always said, beside its thread if need be.
 */
export function placeLabels(context: LabelContext): readonly PlacedLabel[] {
  const { level, zoom, picture, keepOff } = context;
  if (level === "far") return [];
  const size = textSize(DESIGNED, zoom);
  const cards = new Grid([...picture.rects.values()]);
  const taken = new Grid([...picture.rects.values(), ...keepOff]);
  const placed: PlacedLabel[] = [];
  for (const { drawn, look } of candidates(context)) {
    const label = place(drawn, look, { context, size, cards, taken });
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

type Room = {
  readonly context: LabelContext;
  readonly size: number;
  readonly cards: Grid;
  readonly taken: Grid;
};

/** What is written: the words, and which glyphs stand beside them. */
type Form = {
  readonly segments: readonly Segment[];
  readonly lock: ThreadLook["lock"];
  readonly mark: ThreadLook["mark"];
};

/** From all that there is to say down to the one figure that matters; a closed lock goes first. */
function formsOf(look: ThreadLook): readonly Form[] {
  const open = look.lock === "closed" ? null : look.lock;
  const forms: Form[] = [
    { segments: look.label, lock: look.lock, mark: look.mark },
    { segments: look.label, lock: open, mark: null },
    { segments: look.brief, lock: open, mark: null },
    { segments: look.brief, lock: null, mark: null },
  ];
  return look.tcp && look.lock !== null
    ? [...forms, { segments: [], lock: look.lock, mark: null }]
    : forms;
}

function place(drawn: DrawnThread, look: ThreadLook, room: Room): PlacedLabel | null {
  const places = placesFor(drawn, room.context.fans);
  const forms = formsOf(look).slice(isShort(drawn) && !look.problem ? 2 : 0);
  for (const form of forms) {
    for (const t of places) {
      const label = labelAt(drawn, look, { form, t }, room);
      if (!room.taken.meets(rectOf(label))) return label;
    }
  }
  return look.problem ? placeAside(drawn, look, places, room) : null;
}

/** So many lines above and below its thread a label is looked for a place, the nearest first. */
const LINES = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5] as const;

/**
 * What is wrong and has no room on its thread stands beside it: a card over it would leave half a figure, which is another figure.
 * Where nothing is free it lies rather on labels than on cards.
 */
function placeAside(
  drawn: DrawnThread,
  look: ThreadLook,
  places: readonly number[],
  room: Room,
): PlacedLabel {
  const form = { segments: look.brief, lock: null, mark: null };
  const [first, ...others] = LINES.flatMap((line) =>
    places.map((t) => {
      const label = labelAt(drawn, look, { form, t }, room);
      return { ...label, y: label.y + line * room.size * 1.4 };
    }),
  );
  const start = first ?? labelAt(drawn, look, { form, t: 0.5 }, room);
  const isFree = (label: PlacedLabel) => !room.taken.meets(rectOf(label));
  const cost = (label: PlacedLabel) =>
    CARD_WEIGHT * room.cards.covered(rectOf(label)) + room.taken.covered(rectOf(label));
  return (
    [start, ...others].find(isFree) ??
    others.reduce((best, next) => (cost(next) < cost(best) ? next : best), start)
  );
}

/** A card hides what is under it, a label does not. */
const CARD_WEIGHT = 1000;

/** Between two columns stand figures without units: there are many, and little room. */
const SHORT = 64;
const isShort = ({ hull }: DrawnThread): boolean => hull.width < SHORT;

function placesFor({ thread, curve }: DrawnThread, fans: Fans): readonly number[] {
  if (curve.length > 1) return PLACES;
  const out = fans.out.get(thread.from.card) ?? 0;
  const into = fans.into.get(thread.to.card) ?? 0;
  if (out >= FAN && out >= into) return NEAR_END;
  return into >= FAN ? NEAR_START : PLACES;
}

/** How many threads leave from and arrive at each card. */
export type Fans = {
  readonly out: ReadonlyMap<string, number>;
  readonly into: ReadonlyMap<string, number>;
};

export function fansOf({ threads }: Picture): Fans {
  const out = new Map<string, number>();
  const into = new Map<string, number>();
  for (const { thread } of threads) {
    out.set(thread.from.card, (out.get(thread.from.card) ?? 0) + 1);
    into.set(thread.to.card, (into.get(thread.to.card) ?? 0) + 1);
  }
  return { out, into };
}

function labelAt(
  drawn: DrawnThread,
  look: ThreadLook,
  at: { readonly form: Form; readonly t: number },
  { context, size }: Room,
): PlacedLabel {
  const { segments, lock, mark } = at.form;
  const p: Point = pointAt(drawn.curve, at.t);
  const words = segments.map((s) => context.measure(s.text, isBold(s.tone)) * size);
  const gaps = GAP * size * Math.max(0, segments.length - 1);
  const glyphs = (lock === null ? 0 : 1) + (mark === null ? 0 : 1);
  const width = words.reduce((sum, w) => sum + w, gaps) + glyphs * (GLYPH + GAP) * size;
  const lift = Math.max(look.width / 2, 1) + 3;
  return {
    id: look.id,
    segments,
    lock,
    mark,
    x: p.x,
    y: p.y - lift,
    width,
    size,
    inside: drawn.inside,
  };
}

export const isBold = (tone: Segment["tone"]): boolean => tone === "degraded" || tone === "failing";

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

  /** How much of a rectangle lies on others. */
  covered(rect: Rect): number {
    const others = new Set<Rect>();
    for (const key of cellsOf(rect))
      for (const other of this.cells.get(key) ?? []) others.add(other);
    return [...others].reduce((sum, other) => sum + shared(rect, other), 0);
  }
}

/** Area that two rectangles have in common. */
function shared(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
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
