import type { Viewport } from "@/lib/view/viewport";
import type { Focus } from "../../flow/focus";
import { levelAt } from "../../flow/levels";
import type { Picture } from "../../flow/picture";
import type { Looks } from "../looks/looks";
import { type IslandLink, islandLinks } from "./islands";
import { paintCards } from "./paint-cards";
import { paintGroups, paintIslandNames, titleRects } from "./paint-groups";
import { chipRect, paintChips, paintLabels } from "./paint-labels";
import { unitWidth } from "./paint-text";
import { paintIslandLinks, paintThreads, threadsInView } from "./paint-threads";
import type { Palette } from "./palette";
import { fansOf, type PlacedLabel, placeLabels } from "./place-labels";
import type { Frame, SceneState } from "./state";

type Ctx = CanvasRenderingContext2D;

export type Shot = {
  readonly viewport: Viewport;
  /** Size of the canvas in px of the page. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly palette: Palette;
  readonly time: number | null;
};

export type Painter = {
  /** Draws one frame, and says how many threads with moving dots were in it. */
  readonly paint: (ctx: Ctx, scene: SceneState, shot: Shot) => number;
  /** Drops what was measured with another font. */
  readonly forget: () => void;
};

/** Draws frames; keeps what only changes with the picture from one to the next. */
export function createPainter(): Painter {
  const labels = createLabelCache();
  const links = createLinkCache();
  return {
    forget: labels.forget,
    paint(ctx, scene, shot) {
      const frame = frameOf(shot);
      const { viewport, pixelRatio: ratio } = shot;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      const k = viewport.zoom * ratio;
      ctx.setTransform(k, 0, 0, k, viewport.x * ratio, viewport.y * ratio);
      if (frame.level === "far") {
        // What is well passes under the islands, where it hides no dot; what is wrong passes over them.
        const [wrong, well] = links.of(scene);
        paintIslandLinks(ctx, well, scene, frame);
        paintGroups(ctx, scene, frame);
        paintIslandLinks(ctx, wrong, scene, frame);
        paintCards(ctx, scene, frame);
        paintIslandNames(ctx, scene, frame);
        return 0;
      }
      paintGroups(ctx, scene, frame);
      const threads = threadsInView(scene, frame);
      const still = threads.length > MOST_MOVING;
      paintThreads(ctx, threads, still ? { ...scene, moving: false } : scene, frame);
      paintCards(ctx, scene, frame);
      paintLabels(ctx, labels.of(ctx, scene, frame), frame);
      paintChips(ctx, threads, frame);
      return still ? 0 : threads.filter((t) => t.look.stitches > 0 && !t.dimmed).length;
    },
  };
}

/** With more threads than this in view nothing moves: nobody could follow it. */
export const MOST_MOVING = 150;

function frameOf({ viewport, width, height, palette, time }: Shot): Frame {
  const { x, y, zoom } = viewport;
  return {
    zoom,
    level: levelAt(zoom),
    area: { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom },
    palette,
    time,
  };
}

/** Labels are placed for steps of the zoom, not for every frame of a gesture. */
const STEP = 0.05;
const stepOf = (zoom: number): number =>
  zoom >= 1 ? 1 : Math.max(STEP, Math.floor(zoom / STEP + 1e-6) * STEP);

function createLabelCache() {
  let key: { picture: Picture; looks: Looks; focus: Focus | null; zoom: number } | null = null;
  let labels: readonly PlacedLabel[] = [];
  return {
    forget() {
      key = null;
    },
    of(ctx: Ctx, { flow, picture, looks, focus }: SceneState, frame: Frame) {
      const zoom = stepOf(frame.zoom);
      const fresh =
        key !== null &&
        key.picture === picture &&
        key.looks === looks &&
        key.focus === focus &&
        key.zoom === zoom;
      if (fresh) return labels;
      key = { picture, looks, focus, zoom };
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
        keepOff: [...chips, ...titles],
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
