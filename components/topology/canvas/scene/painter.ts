import type { Rect } from "@/lib/layout/structure";
import type { Viewport } from "@/lib/view/viewport";
import type { Focus } from "../../flow/focus";
import { levelAt } from "../../flow/levels";
import type { Picture } from "../../flow/picture";
import type { DrawnPath } from "../../trace/leg-course";
import type { Looks } from "../looks/looks";
import { type IslandLink, islandLinks } from "./islands";
import { paintCards } from "./paint-cards";
import { paintDraftChips, paintDrafts } from "./paint-draft";
import { paintGroups, paintIslandNames, titleRects } from "./paint-groups";
import { chipRect, paintChips, paintLabels } from "./paint-labels";
import { legChips, paintLegChips, paintPath } from "./paint-path";
import { unitWidth } from "./paint-text";
import { type LiveThread, paintIslandLinks, paintThreads, threadsInView } from "./paint-threads";
import type { Palette } from "./palette";
import { fansOf, type PlacedLabel, placeLabels } from "./place-labels";
import { type Ctx, type Frame, inView, type SceneState } from "./state";
import { grown } from "./tiles";

/** How a sheet is drawn. `area` and the targets' are in px of the page on the sheet. */
export type Shot = {
  /** Where the canvas looks at the sheet's own place. */
  readonly viewport: Viewport;
  /** What counts as in view. */
  readonly area: Rect;
  readonly pixelRatio: number;
  readonly palette: Palette;
  readonly time: number | null;
};

/** A part of the sheet. */
export type Target = {
  readonly area: Rect;
  /** Shows what is drawn with an empty context of the part's own pixels. */
  readonly show: (draw: (ctx: Ctx) => void) => void;
};

export type Painter = {
  /** Draws parts of a sheet, and says how many threads with moving dots are in view. */
  readonly paint: (targets: readonly Target[], scene: SceneState, shot: Shot) => number;
  /** Drops what was measured with another font. */
  readonly forget: () => void;
};

/** Lines, halos, marks and chips reach at most so many px beyond what they belong to. */
const BLEED = 64;

/** Draws sheets; keeps what only changes with the picture from one to the next. */
export function createPainter(): Painter {
  const labels = createLabelCache();
  const links = createLinkCache();
  const paintFar = (ctx: Ctx, scene: SceneState, frame: Frame) => {
    // What is well passes under the islands, where it hides no dot; what is wrong passes over them.
    const [wrong, well] = links.of(scene);
    paintIslandLinks(ctx, well, scene, frame);
    paintGroups(ctx, scene, frame);
    paintIslandLinks(ctx, wrong, scene, frame);
    paintCards(ctx, scene, frame);
    paintPath(ctx, scene.path, frame);
    paintIslandNames(ctx, scene, frame);
  };
  const paintNear = (ctx: Ctx, live: readonly LiveThread[], scene: SceneState, frame: Frame) => {
    const threads = live.filter((t) => inView(t.drawn.hull, frame));
    paintGroups(ctx, scene, frame);
    paintThreads(ctx, threads, scene, frame);
    paintDrafts(ctx, threads, frame);
    paintPath(ctx, scene.path, frame);
    paintCards(ctx, scene, frame);
    paintLabels(ctx, labels.of(ctx, scene, frame), frame);
    paintChips(ctx, threads.filter(isApartFrom(scene.path)), frame);
    paintDraftChips(ctx, threads, frame);
    paintLegChips(ctx, scene.path, frame);
  };
  return {
    forget: labels.forget,
    paint(targets, scene, shot) {
      const all = frameOf(shot, shot.area);
      const live = all.level === "far" ? [] : threadsInView(scene, all);
      const still = live.length > MOST_MOVING;
      const seen = still ? { ...scene, moving: false } : scene;
      for (const { show, area } of targets) {
        const frame = frameOf(shot, grown(area, BLEED));
        show((ctx) => {
          aim(ctx, area, shot);
          if (all.level === "far") paintFar(ctx, scene, frame);
          else paintNear(ctx, live, seen, frame);
        });
      }
      return still ? 0 : live.filter((t) => t.look.stitches > 0 && !t.dimmed).length;
    },
  };
}

/** The shares of a traced call are said leg by leg. */
const isApartFrom =
  (path: DrawnPath | null) =>
  ({ drawn }: LiveThread): boolean =>
    path === null || !path.threads.has(drawn.thread.id);

/** Sets an empty context to canvas units. */
function aim(ctx: Ctx, area: Rect, { viewport, pixelRatio: ratio }: Shot): void {
  const k = viewport.zoom * ratio;
  ctx.setTransform(k, 0, 0, k, (viewport.x - area.x) * ratio, (viewport.y - area.y) * ratio);
}

/** With more threads than this in view nothing moves: nobody could follow it. */
export const MOST_MOVING = 150;

function frameOf({ viewport, palette, time }: Shot, area: Rect): Frame {
  const { x, y, zoom } = viewport;
  return {
    zoom,
    level: levelAt(zoom),
    area: {
      x: (area.x - x) / zoom,
      y: (area.y - y) / zoom,
      width: area.width / zoom,
      height: area.height / zoom,
    },
    palette,
    time,
  };
}

/** Labels are placed for steps of the zoom, not for every frame of a gesture. */
const STEP = 0.05;
const stepOf = (zoom: number): number =>
  zoom >= 1 ? 1 : Math.max(STEP, Math.floor(zoom / STEP + 1e-6) * STEP);

function createLabelCache() {
  let key: {
    picture: Picture;
    looks: Looks;
    focus: Focus | null;
    path: DrawnPath | null;
    zoom: number;
  } | null = null;
  let labels: readonly PlacedLabel[] = [];
  return {
    forget() {
      key = null;
    },
    of(ctx: Ctx, { flow, picture, looks, focus, path }: SceneState, frame: Frame) {
      const zoom = stepOf(frame.zoom);
      const fresh =
        key !== null &&
        key.picture === picture &&
        key.looks === looks &&
        key.focus === focus &&
        key.path === path &&
        key.zoom === zoom;
      if (fresh) return labels;
      key = { picture, looks, focus, path, zoom };
      const measure = (text: string, bold: boolean) =>
        unitWidth(ctx, text, bold ? 600 : 500, frame.palette);
      const chips = picture.threads.flatMap(
        (drawn) =>
          chipRect(drawn, looks.threads.get(drawn.thread.id)?.chip ?? "", zoom, measure) ?? [],
      );
      const level = levelAt(frame.zoom);
      const titles = flow.groups.flatMap((group) => {
        const box = picture.boxes.get(group.id);
        return box === undefined ? [] : titleRects(ctx, group, box, { ...frame, zoom });
      });
      const fans = fansOf(picture);
      labels = placeLabels({
        picture,
        looks,
        focus,
        level,
        zoom,
        fans,
        keepOff: [...chips, ...titles, ...legChips(path, zoom, measure).map(({ rect }) => rect)],
        measure,
      });
      return labels;
    },
  };
}

type Links = readonly [wrong: readonly IslandLink[], well: readonly IslandLink[]];

function createLinkCache() {
  let key: { picture: Picture; looks: Looks } | null = null;
  let links: Links = [[], []];
  return {
    of({ flow, picture, looks }: SceneState): Links {
      if (key?.picture === picture && key.looks === looks) return links;
      key = { picture, looks };
      const all = islandLinks(flow, picture, looks);
      const isWrong = ({ tone }: IslandLink) => tone === "failing" || tone === "degraded";
      links = [all.filter(isWrong), all.filter((link) => !isWrong(link))];
      return links;
    },
  };
}
