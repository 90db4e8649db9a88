import type { Viewport } from "@/lib/view/viewport";
import { forgetWidths } from "./paint-text";
import { createPainter } from "./painter";
import { type Palette, readPalette } from "./palette";
import type { SceneState } from "./state";

export type SceneSource = {
  readonly scene: () => SceneState | null;
  readonly viewport: () => Viewport;
};

export type SceneLoop = {
  /** Something changed: draw at the next frame. */
  readonly invalidate: () => void;
  /** The view moved: shift what is drawn, or draw where that does not do. */
  readonly move: () => void;
  readonly stop: () => void;
};

/** The canvas is this many px larger than its frame on every side. */
export const OVERLAP = 240;
/** Moving dots are drawn at most this often; gestures as often as the screen. */
const MOVING_EVERY_MS = 1000 / 30 - 2;
/** After a pan the canvas is drawn anew around the place where the view came to rest. */
const REST_MS = 140;

/**
 * Draws a scene onto a canvas whenever something changed, and again and again only while dots move. A pan shifts the
 * canvas as a whole while its overlap lasts; dots stand still for so long, since every new drawing costs the pan a
 * frame. Follows the theme, the size, late fonts, reduced motion and hidden pages.
 */
export function startLoop(canvas: HTMLCanvasElement, source: SceneSource): SceneLoop {
  const ctx = canvas.getContext("2d");
  if (ctx === null) {
    return { invalidate: () => undefined, move: () => undefined, stop: () => undefined };
  }
  const painter = createPainter();
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let palette: Palette = readPalette(canvas);
  let frame = 0;
  let resting = 0;
  let dirty = true;
  let drawnAt = 0;
  let animated = false;
  let drawn: Viewport | null = null;

  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(tick);
  };
  const draw = (now: number) => {
    const scene = source.scene();
    if (scene === null) return;
    const moves = scene.moving && !reduced.matches;
    const viewport = source.viewport();
    const count = painter.paint(ctx, scene, {
      viewport: { ...viewport, x: viewport.x + OVERLAP, y: viewport.y + OVERLAP },
      width: canvas.clientWidth,
      height: canvas.clientHeight,
      pixelRatio: canvas.width / Math.max(1, canvas.clientWidth),
      palette,
      time: moves ? now : null,
    });
    drawn = viewport;
    canvas.style.transform = "";
    animated = moves && count > 0;
  };
  const mayAnimate = () => animated && resting === 0;
  const tick = (now: number) => {
    frame = 0;
    if (dirty || (mayAnimate() && now - drawnAt >= MOVING_EVERY_MS)) {
      dirty = false;
      drawnAt = now;
      draw(now);
    }
    if (dirty || (mayAnimate() && document.visibilityState === "visible")) schedule();
  };
  const invalidate = () => {
    dirty = true;
    schedule();
  };
  const rest = () => {
    resting = 0;
    invalidate();
  };
  const move = () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(rest, REST_MS);
    const shift = shiftBetween(drawn, source.viewport());
    if (shift === null) return invalidate();
    canvas.style.transform = `translate(${shift.x}px, ${shift.y}px)`;
  };
  const refont = () => {
    forgetWidths();
    painter.forget();
    invalidate();
  };
  const stops = [
    onSize(canvas, invalidate),
    onTheme(() => {
      palette = readPalette(canvas);
      invalidate();
    }),
    listen(document, "visibilitychange", invalidate),
    listen(reduced, "change", invalidate),
    listen(document.fonts, "loadingdone", refont),
  ];
  invalidate();
  return {
    invalidate,
    move,
    stop() {
      cancelAnimationFrame(frame);
      window.clearTimeout(resting);
      for (const stop of stops) stop();
    },
  };
}

/** How far a drawn picture has to be shifted to stand right; `null` where that is too far, or the zoom is another. */
function shiftBetween(drawn: Viewport | null, now: Viewport) {
  if (drawn === null || drawn.zoom !== now.zoom) return null;
  const x = now.x - drawn.x;
  const y = now.y - drawn.y;
  return Math.abs(x) <= OVERLAP && Math.abs(y) <= OVERLAP ? { x, y } : null;
}

function listen(target: EventTarget, event: string, listener: () => void): () => void {
  target.addEventListener(event, listener);
  return () => target.removeEventListener(event, listener);
}

/** Keeps one pixel of the canvas per pixel of the screen. */
function onSize(canvas: HTMLCanvasElement, changed: () => void): () => void {
  const resize = () => {
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    changed();
  };
  resize();
  const observer = new ResizeObserver(resize);
  observer.observe(canvas);
  const unlisten = listen(window, "resize", resize);
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
