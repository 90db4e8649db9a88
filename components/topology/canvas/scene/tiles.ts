import type { Rect } from "@/lib/layout/structure";
import type { Ctx } from "./state";

/** About the length of a side, in px of the page. */
const ABOUT = 512;

/** Length of a side in px of the page: whole pixels of the screen, whatever the browser's zoom makes of its pixel ratio. No seam shows then. */
export const sideAt = (ratio: number): number => Math.round(ABOUT * ratio) / ratio;

/** A rectangle with so much room on every side. */
export const grown = ({ x, y, width, height }: Rect, by: number): Rect => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** A square of the sheet with a canvas of its own. */
export type Tile = {
  readonly canvas: HTMLCanvasElement;
  /** Takes a drawing as it is: a canvas that is drawn on itself is copied for every frame in which the page moves it. */
  readonly onto: ImageBitmapRenderingContext;
  /** Where it stands on the sheet, in px of the page. */
  area: Rect;
  /** Number of the drawing that it shows; `NONE` for a fresh one. */
  drawing: number;
};

export const NONE = -1;

/** Tiles so many px outside of what is asked for stay as they are: a pan that turns back finds them drawn. */
const KEPT = ABOUT;

export type Tiles = {
  /** The tiles that touch an area of the sheet; those far from it are given up for new ones. */
  readonly around: (area: Rect) => readonly Tile[];
  /** Shows on a tile what is drawn with an empty context of the tile's own pixels. */
  readonly show: (tile: Tile, draw: (ctx: Ctx) => void) => void;
  /** Takes what is drawn out of sight, because the sheet is another one. */
  readonly clear: () => void;
  readonly remove: () => void;
};

/**
 * Squares that cover the part of an endless sheet that is looked at. A pan brings only the squares that come into view to
 * be drawn, and the browser rasters only those again.
 */
export function createTiles(sheet: HTMLElement): Tiles {
  const pen = createPen();
  let tiles = new Map<string, Tile>();
  const around = (area: Rect) => {
    const places = placesIn(area, sideAt(pixelRatio()));
    const wanted = new Set(places.map((p) => p.key));
    const kept = new Set(placesIn(grown(area, KEPT), sideAt(pixelRatio())).map((p) => p.key));
    const spare = [...tiles].flatMap(([key, tile]) => (kept.has(key) ? [] : [tile]));
    const found = places.flatMap(({ key, rect }) => {
      const tile = tiles.get(key) ?? put(spare.pop() ?? createTile(sheet), rect);
      return tile === null ? [] : [[key, tile] as const];
    });
    const aside = [...tiles].filter(([key]) => kept.has(key) && !wanted.has(key));
    tiles = new Map([...found, ...aside]);
    for (const { canvas } of spare) canvas.remove();
    for (const tile of tiles.values()) sharpen(tile);
    return found.map(([, tile]) => tile);
  };
  return {
    around,
    show(tile, draw) {
      const drawn = pen?.(tile.canvas.width, draw);
      if (drawn === undefined) return;
      tile.onto.transferFromImageBitmap(drawn);
      tile.canvas.style.visibility = "";
    },
    clear() {
      for (const tile of tiles.values()) hide(tile);
    },
    remove() {
      for (const { canvas } of tiles.values()) canvas.remove();
      tiles = new Map();
    },
  };
}

/** Places of the squares that touch an area. */
export function placesIn({ x, y, width, height }: Rect, side: number) {
  const places: { readonly key: string; readonly rect: Rect }[] = [];
  for (let row = Math.floor(y / side); row * side < y + height; row++) {
    for (let column = Math.floor(x / side); column * side < x + width; column++) {
      const rect = { x: column * side, y: row * side, width: side, height: side };
      places.push({ key: `${column} ${row} ${side}`, rect });
    }
  }
  return places;
}

function createTile(sheet: HTMLElement): Tile | null {
  const canvas = document.createElement("canvas");
  const onto = canvas.getContext("bitmaprenderer");
  if (onto === null) return null;
  sheet.append(canvas);
  return { canvas, onto, area: { x: 0, y: 0, width: 0, height: 0 }, drawing: NONE };
}

/** Draws squares of so many pixels off the page, one after the other; `null` where the browser has nothing to draw with. */
function createPen() {
  const paper = new OffscreenCanvas(1, 1);
  const ctx = paper.getContext("2d");
  if (ctx === null) return null;
  return (side: number, draw: (ctx: Ctx) => void): ImageBitmap => {
    if (paper.width === side) ctx.reset();
    else {
      paper.width = side;
      paper.height = side;
    }
    draw(ctx);
    return paper.transferToImageBitmap();
  };
}

function put(tile: Tile | null, rect: Rect): Tile | null {
  if (tile === null) return null;
  tile.area = rect;
  const { x, y, width, height } = rect;
  tile.canvas.style.cssText = `position:absolute;left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
  hide(tile);
  return tile;
}

function hide(tile: Tile): void {
  tile.drawing = NONE;
  tile.canvas.style.visibility = "hidden";
}

/** Pixels of the screen per px of the page; below 1 where the browser zooms out. */
export const pixelRatio = (): number => window.devicePixelRatio || 1;

/** Keeps one pixel of the canvas per pixel of the screen. A canvas of another size is empty. */
function sharpen(tile: Tile): void {
  const side = Math.round(tile.area.width * pixelRatio());
  if (tile.canvas.width === side && tile.canvas.height === side) return;
  tile.canvas.width = side;
  tile.canvas.height = side;
  hide(tile);
}
