import { near } from "@/lib/layout/rectangles";
import type { Point, Rect, Size } from "@/lib/layout/structure";
import type { Viewport } from "@/lib/view/viewport";
import { createGlide } from "../view/glide";
import { forgetWidths } from "./paint-text";
import { createPainter, type Target } from "./painter";
import type { Palette } from "./palette";
import type { SceneState } from "./state";
import { createTiles, grown, pixelRatio, type Tile } from "./tiles";

/** So many px around the view are drawn ahead of a pan. */
const OVERLAP = 240;

/** What the tiles show: all that are drawn during a pan show the same, so that no seam is seen between them. */
type Drawing = {
  readonly number: number;
  readonly scene: SceneState;
  /** Where the view was when the sheet was laid out: the sheet's own place is there. */
  readonly origin: Viewport;
  /** From there to the next pixel of the screen; asked for with what is new alone, as it makes the browser lay out the page. */
  readonly beside: Point;
  readonly time: number | null;
};

export type Look = {
  readonly scene: SceneState;
  readonly viewport: Viewport;
  readonly size: Size;
  readonly palette: Palette;
  /** The moment that moving dots are drawn for; `null`: they stand still. */
  readonly time: number | null;
};

export type Sheet = {
  /** Draws all that is in view. @param anew something changed, so that no tile shows it yet */
  readonly draw: (look: Look, anew: boolean) => void;
  /** Draws what came into view since, or else one tile of what is around it. @returns whether more is left */
  readonly complete: (viewport: Viewport) => boolean;
  /** Puts the sheet where a view has it; `false` where it has to be drawn anew for that. */
  readonly shift: (viewport: Viewport) => boolean;
  /** What is drawn; `null` before the first time. */
  readonly shown: () => SceneState | null;
  /** Something that is drawn moves. */
  readonly animated: () => boolean;
  /** Letters are others now. */
  readonly refont: () => void;
  readonly remove: () => void;
};

/** An endless sheet of tiles in `element`, of which what is looked at is drawn, and a little around it. */
export function createSheet(element: HTMLElement): Sheet {
  const painter = createPainter();
  const tiles = createTiles(element);
  const glide = createGlide(element);
  let drawing: (Drawing & Pick<Look, "palette" | "size">) | null = null;
  let animated = false;

  const paint = (onto: readonly Tile[], room: Rect) => {
    if (drawing === null) return;
    const { number, origin: viewport, palette, scene, time } = drawing;
    const area = grown(room, OVERLAP);
    const targets = onto.map((tile): Target => {
      return { area: tile.area, show: (draw) => tiles.show(tile, draw) };
    });
    const count = painter.paint(targets, scene, {
      viewport,
      area,
      pixelRatio: pixelRatio(),
      palette,
      time,
    });
    for (const tile of onto) tile.drawing = number;
    animated = time !== null && count > 0;
  };
  return {
    draw({ palette, scene, size, time, viewport }, anew) {
      const stays = drawing !== null && isSharp(drawing.origin, viewport);
      if (!stays) tiles.clear();
      const origin = stays && drawing !== null ? drawing.origin : viewport;
      const number = (drawing?.number ?? 0) + (anew ? 1 : 0);
      const known = anew ? null : drawing;
      const beside = known?.beside ?? besidePixels(element.parentElement);
      drawing = { number, scene, origin, beside, time, palette, size };
      element.style.transform = placeOf(drawing, viewport);
      glide.end();
      const room = roomOf(size, origin, viewport);
      const inView = tiles.around(grown(room, OVERLAP)).filter((t) => near(t.area, room, 0));
      paint(inView, room);
    },
    complete(viewport) {
      if (drawing === null) return false;
      const { number, origin, size } = drawing;
      const room = roomOf(size, origin, viewport);
      const missing = tiles.around(grown(room, OVERLAP)).filter((t) => t.drawing !== number);
      const inView = missing.filter((t) => near(t.area, room, 0));
      const next = inView.length > 0 ? inView : nearest(missing, room);
      if (next.length > 0) paint(next, room);
      return next.length < missing.length;
    },
    shift(viewport) {
      if (drawing === null || drawing.origin.zoom !== viewport.zoom) return false;
      glide.to(placeOf(drawing, viewport));
      return true;
    },
    shown: () => drawing?.scene ?? null,
    animated: () => animated,
    refont() {
      forgetWidths();
      painter.forget();
    },
    remove() {
      glide.end();
      tiles.remove();
    },
  };
}

/** The part of the sheet that is in view. */
const roomOf = (size: Size, origin: Viewport, now: Viewport): Rect => ({
  x: origin.x - now.x,
  y: origin.y - now.y,
  ...size,
});

function nearest(tiles: readonly Tile[], room: Rect): readonly Tile[] {
  const distance = ({ area }: Tile) =>
    Math.max(
      room.x - area.x - area.width,
      area.x - room.x - room.width,
      room.y - area.y - area.height,
      area.y - room.y - room.height,
    );
  return [...tiles].sort((a, b) => distance(a) - distance(b)).slice(0, 1);
}

/** Whether a sheet that was laid out at one view stands right at another, to the pixel of the screen. */
function isSharp(origin: Viewport, now: Viewport): boolean {
  const isWhole = (length: number) => Math.abs(length - toPixel(length)) < 0.01;
  return origin.zoom === now.zoom && isWhole(now.x - origin.x) && isWhole(now.y - origin.y);
}

type Place = { readonly origin: Viewport; readonly beside: Point };

/** How far the next pixel of the screen is from where the page has an element. */
function besidePixels(element: HTMLElement | null): Point {
  const { x, y } = element?.getBoundingClientRect() ?? { x: 0, y: 0 };
  return { x: toPixel(x) - x, y: toPixel(y) - y };
}

const toPixel = (length: number): number => Math.round(length * pixelRatio()) / pixelRatio();

/** Onto whole pixels of the screen, wherever the page has the picture: between them the tiles would be blurred, and seams show. */
function placeOf({ beside, origin }: Place, now: Viewport): string {
  const x = toPixel(now.x - origin.x) + beside.x;
  const y = toPixel(now.y - origin.y) + beside.y;
  return `translate(${x}px, ${y}px)`;
}
