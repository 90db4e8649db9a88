import { near } from "@/lib/layout/rectangles";
import type { Rect, Size } from "@/lib/layout/structure";
import type { Viewport } from "@/lib/view/viewport";
import { REST_MS } from "../view/rest";
import { forgetWidths } from "./paint-text";
import { createPainter } from "./painter";
import { type Palette, readPalette } from "./palette";
import type { SceneState } from "./state";
import { createTiles, grown, pixelRatio, type Tile } from "./tiles";

export type SceneSource = {
  readonly scene: () => SceneState | null;
  readonly viewport: () => Viewport;
};

export type SceneLoop = {
  /** The scene changed: draw at the next frame, or at the end of a pan where that is early enough. */
  readonly invalidate: () => void;
  /** The view moved: shift what is drawn, and draw what comes into view. */
  readonly move: () => void;
  readonly stop: () => void;
};

/** So many px around the view are drawn ahead of a pan. */
const OVERLAP = 240;
/** Moving dots are drawn at most this often; gestures as often as the screen. */
const MOVING_EVERY_MS = 1000 / 30 - 2;

/** What the tiles show: all that are drawn during a pan show the same, so that no seam is seen between them. */
type Drawing = {
  readonly number: number;
  readonly scene: SceneState;
  /** Where the view was when the sheet was laid out: the sheet's own place is there. */
  readonly origin: Viewport;
  readonly time: number | null;
};

/**
 * Draws a scene onto the tiles of a sheet whenever something changed, and again and again only while dots move. A pan
 * shifts the sheet and draws a tile or two per frame as they come near; dots stand still and a tick of metrics waits for
 * so long, since drawing all tiles costs a pan several frames. Follows the theme, the size, late fonts, reduced motion
 * and hidden pages.
 */
export function startLoop(sheet: HTMLElement, source: SceneSource): SceneLoop {
  const painter = createPainter();
  const tiles = createTiles(sheet);
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let palette: Palette = readPalette(sheet);
  let size: Size = { width: 0, height: 0 };
  let frame = 0;
  let resting = 0;
  let dirty = true;
  let drawnAt = 0;
  let animated = false;
  let unfinished = false;
  let drawing: Drawing | null = null;

  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(tick);
  };
  const paint = (onto: readonly Tile[], shown: Drawing, room: Rect) => {
    const { scene, origin: viewport, time } = shown;
    const area = grown(room, OVERLAP);
    const shot = { viewport, area, pixelRatio: pixelRatio(), palette, time };
    const count = painter.paint(onto, scene, shot);
    for (const tile of onto) {
      tile.drawing = shown.number;
      tile.canvas.style.visibility = "";
    }
    animated = time !== null && count > 0;
  };
  /** All that is in view; what is around it follows. */
  const draw = (now: number) => {
    const scene = source.scene();
    if (scene === null) return;
    const viewport = source.viewport();
    const stays = drawing !== null && isSharp(drawing.origin, viewport);
    if (!stays) tiles.clear();
    const origin = stays && drawing !== null ? drawing.origin : viewport;
    const time = scene.moving && !reduced.matches ? now : null;
    const number = (drawing?.number ?? 0) + (dirty ? 1 : 0);
    drawing = { number, scene, origin, time };
    shift(sheet, origin, viewport);
    const room = roomOf(size, origin, viewport);
    const inView = tiles.around(grown(room, OVERLAP)).filter((t) => near(t.area, room, 0));
    paint(inView, drawing, room);
    unfinished = true;
  };
  /** What came into view since, or else one tile of what is around it. */
  const complete = () => {
    unfinished = false;
    if (drawing === null) return;
    const { number, origin } = drawing;
    const room = roomOf(size, origin, source.viewport());
    const missing = tiles.around(grown(room, OVERLAP)).filter((t) => t.drawing !== number);
    const inView = missing.filter((t) => near(t.area, room, 0));
    const next = inView.length > 0 ? inView : nearest(missing, room);
    unfinished = next.length < missing.length;
    if (next.length > 0) paint(next, drawing, room);
  };
  const mayAnimate = () => animated && resting === 0;
  const tick = (now: number) => {
    frame = 0;
    if (dirty || (mayAnimate() && now - drawnAt >= MOVING_EVERY_MS)) {
      drawnAt = now;
      draw(now);
      dirty = false;
    } else complete();
    const runs = mayAnimate() && document.visibilityState === "visible";
    if (unfinished || runs) schedule();
  };
  const redraw = () => {
    dirty = true;
    schedule();
  };
  const rest = () => {
    const timer = resting;
    // A page that was busy for so long has the next move waiting: that comes before the frame.
    requestAnimationFrame(() => {
      if (timer !== resting) return;
      resting = 0;
      redraw();
    });
  };
  const move = () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(rest, REST_MS);
    const viewport = source.viewport();
    if (drawing === null || drawing.origin.zoom !== viewport.zoom) return redraw();
    shift(sheet, drawing.origin, viewport);
    schedule();
  };
  const refont = () => {
    forgetWidths();
    painter.forget();
    redraw();
  };
  const stops = [
    onSize(sheet, (now) => {
      size = now;
      redraw();
    }),
    onTheme(() => {
      palette = readPalette(sheet);
      redraw();
    }),
    listen(document, "visibilitychange", redraw),
    listen(reduced, "change", redraw),
    listen(document.fonts, "loadingdone", refont),
  ];
  redraw();
  return {
    invalidate() {
      const scene = source.scene();
      const waits = resting !== 0 && drawing !== null && scene !== null;
      if (waits && drawing !== null && isTick(drawing.scene, scene)) return;
      redraw();
    },
    move,
    stop() {
      cancelAnimationFrame(frame);
      window.clearTimeout(resting);
      resting = 0;
      for (const stop of stops) stop();
      tiles.remove();
    },
  };
}

/** Only figures are new: nobody asked for anything that has to be seen at once. */
const isTick = (old: SceneState, next: SceneState): boolean =>
  old.flow !== next.flow &&
  old.selection === next.selection &&
  old.hovered === next.hovered &&
  old.cursor === next.cursor &&
  old.moving === next.moving &&
  old.lens === next.lens;

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

const toPixel = (length: number): number => Math.round(length * pixelRatio()) / pixelRatio();

/** By whole pixels of the screen: between them the tiles would be blurred, and seams show. */
function shift(sheet: HTMLElement, origin: Viewport, now: Viewport): void {
  const [x, y] = [toPixel(now.x - origin.x), toPixel(now.y - origin.y)];
  sheet.style.transform = `translate(${x}px, ${y}px)`;
}

function listen(target: EventTarget, event: string, listener: () => void): () => void {
  target.addEventListener(event, listener);
  return () => target.removeEventListener(event, listener);
}

/** Tells the size now and whenever it changes: to ask for it in every frame makes the browser lay out the page for it. */
function onSize(element: Element, changed: (size: Size) => void): () => void {
  const measure = () => changed({ width: element.clientWidth, height: element.clientHeight });
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  const unlisten = listen(window, "resize", measure);
  return () => {
    observer.disconnect();
    unlisten();
  };
}

function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  return () => observer.disconnect();
}
