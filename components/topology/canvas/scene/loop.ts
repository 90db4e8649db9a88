import type { Size } from "@/lib/layout/structure";
import type { Viewport } from "@/lib/view/viewport";
import { REST_MS } from "../view/rest";
import { type Palette, readPalette } from "./palette";
import { createSheet } from "./sheet";
import type { SceneState } from "./state";
import { listen, onSize, onTheme } from "./surroundings";

export type SceneSource = {
  readonly scene: () => SceneState | null;
  readonly viewport: () => Viewport;
  /** The view is being panned, or has come to rest. */
  readonly onPan: (pans: boolean) => void;
};

export type SceneLoop = {
  /** The scene changed: draw at the next frame, or at the end of a pan where that is early enough. */
  readonly invalidate: () => void;
  /** The view moved: shift what is drawn, and draw what comes into view. */
  readonly move: () => void;
  readonly stop: () => void;
};

/** Moving dots are drawn at most this often; gestures as often as the screen. */
const MOVING_EVERY_MS = 1000 / 30 - 2;

/**
 * Draws a scene onto a sheet whenever something changed, and again and again only while dots move. A pan shifts the sheet and draws a
 * tile or two per frame as they come near; dots stand still and a tick of metrics waits for so long, since drawing all tiles costs a pan
 * several frames. Follows the theme, the size, late fonts, reduced motion and hidden pages.
 */
export function startLoop(element: HTMLElement, source: SceneSource): SceneLoop {
  const sheet = createSheet(element);
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let palette: Palette = readPalette(element);
  let size: Size = { width: 0, height: 0 };
  let frame = 0;
  let dirty = true;
  let drawnAt = 0;
  const rest = createRest(() => {
    source.onPan(false);
    redraw();
  });

  const mayAnimate = () => sheet.animated() && !rest.isAwaited();
  const tick = (now: number) => {
    frame = 0;
    const scene = source.scene();
    const draws = dirty || (mayAnimate() && now - drawnAt >= MOVING_EVERY_MS);
    let unfinished = draws;
    if (draws && scene !== null) {
      const time = scene.moving && !reduced.matches ? now : null;
      sheet.draw({ scene, viewport: source.viewport(), size, palette, time }, dirty);
      drawnAt = now;
      dirty = false;
    } else unfinished = sheet.complete(source.viewport());
    const runs = mayAnimate() && document.visibilityState === "visible";
    if (unfinished || runs) schedule();
  };
  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(tick);
  };
  const redraw = () => {
    dirty = true;
    schedule();
  };
  const stops = [
    onSize(element, (now) => {
      size = now;
      redraw();
    }),
    onTheme(() => {
      palette = readPalette(element);
      redraw();
    }),
    listen(document, "visibilitychange", redraw),
    listen(reduced, "change", redraw),
    listen(document.fonts, "loadingdone", () => {
      sheet.refont();
      redraw();
    }),
  ];
  redraw();
  return {
    invalidate() {
      const [shown, scene] = [sheet.shown(), source.scene()];
      const waits = rest.isAwaited() && shown !== null && scene !== null;
      if (!waits || !isTick(shown, scene)) redraw();
    },
    move() {
      rest.await();
      const shifted = sheet.shift(source.viewport());
      source.onPan(shifted);
      if (shifted) schedule();
      else redraw();
    },
    stop() {
      cancelAnimationFrame(frame);
      rest.stop();
      for (const stop of stops) stop();
      sheet.remove();
    },
  };
}

/** Tells when nothing has moved for a while. */
function createRest(rested: () => void) {
  let timer = 0;
  const end = () => {
    const ended = timer;
    // A page that was busy for so long has the next move waiting: that comes before the frame.
    requestAnimationFrame(() => {
      if (ended !== timer) return;
      timer = 0;
      rested();
    });
  };
  return {
    isAwaited: () => timer !== 0,
    await() {
      window.clearTimeout(timer);
      timer = window.setTimeout(end, REST_MS);
    },
    stop() {
      window.clearTimeout(timer);
      timer = 0;
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
