import { type Cubic, type Curve, pointAt } from "../../flow/curves";
import { threadWidth } from "../../flow/measures";
import type { DrawnThread } from "../../flow/picture";
import type { ThreadLook } from "../looks/look";
import type { IslandLink } from "./islands";
import { threadColour } from "./palette";
import { type Ctx, type Frame, inView, type SceneState } from "./state";

const CASING = 4;
const IDLE_DASH = [1, 3];

/** A thread with all that decides how it is drawn now. */
export type LiveThread = {
  readonly drawn: DrawnThread;
  readonly look: ThreadLook;
  readonly dimmed: boolean;
  readonly selected: boolean;
  readonly hovered: boolean;
};

/** Threads in view, in the order of painting: what is wrong passes over the rest, the selection over all. */
export function threadsInView(scene: SceneState, frame: Frame): readonly LiveThread[] {
  const { focus, selection, hovered } = scene;
  const live = scene.picture.threads.flatMap((drawn): readonly LiveThread[] => {
    const look = scene.looks.threads.get(drawn.thread.id);
    if (look === undefined || !inView(drawn.hull, frame)) return [];
    const { id } = drawn.thread;
    return [
      {
        drawn,
        look,
        dimmed: focus !== null && !focus.threads.has(id),
        selected: selection?.type === "edge" && selection.id === id,
        hovered: hovered?.type === "edge" && hovered.id === id,
      },
    ];
  });
  return live.sort((a, b) => rank(a) - rank(b));
}

function rank({ dimmed, look, selected, hovered }: LiveThread): number {
  if (selected) return 5;
  if (hovered) return 4;
  if (dimmed) return 0;
  if (look.idle) return 1;
  return look.problem ? 3 : 2;
}

export function paintThreads(
  ctx: Ctx,
  threads: readonly LiveThread[],
  scene: SceneState,
  frame: Frame,
): void {
  for (const live of threads) {
    if (live.drawn.draft !== null) continue;
    const ground = live.drawn.inside ? frame.palette.group : frame.palette.canvas;
    if (live.drawn.plies.length > 0) paintBundle(ctx, live, ground, frame);
    else paintThread(ctx, live, ground, frame);
    if (live.look.denied && !live.dimmed) paintDenied(ctx, live.drawn.curve, frame);
    if (frame.time !== null && scene.moving && !live.dimmed) {
      paintStitches(ctx, live, ground, frame);
    }
  }
}

export function trace(ctx: Ctx, curve: Curve): void {
  ctx.beginPath();
  ctx.moveTo(curve[0][0].x, curve[0][0].y);
  for (const [, b, c, d] of curve) ctx.bezierCurveTo(b.x, b.y, c.x, c.y, d.x, d.y);
}

/** Lines keep this width on the screen when the picture is small. */
const least = (width: number, zoom: number): number => Math.max(width, 1 / zoom);

function paintThread(ctx: Ctx, live: LiveThread, ground: string, frame: Frame): void {
  const { drawn, look, dimmed } = live;
  const colour = threadColour(frame.palette, look.tone, dimmed);
  const width = least(look.width + (live.hovered ? 1 : 0), frame.zoom);
  ctx.lineCap = "butt";
  ctx.setLineDash([]);
  trace(ctx, drawn.curve);
  ctx.strokeStyle = ground;
  ctx.lineWidth = width + CASING;
  ctx.stroke();
  if (live.selected) underlay(ctx, width, 0.28, frame);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  if (look.idle) ctx.setLineDash(IDLE_DASH);
  ctx.stroke();
  ctx.setLineDash([]);
  if (look.tcp && !look.idle && width >= 2) {
    ctx.strokeStyle = ground;
    ctx.lineWidth = width * 0.3;
    ctx.stroke();
  }
  if (!look.idle) paintHead(ctx, drawn.curve, colour);
}

function underlay(ctx: Ctx, width: number, alpha: number, { palette }: Frame): void {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = width + 7;
  ctx.lineCap = "round";
  ctx.stroke();
  ctx.restore();
}

/** The head stands level before the eye, whatever way the thread came. */
function paintHead(ctx: Ctx, curve: Curve, colour: string): void {
  const end = endOf(curve);
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(end.x - 5, end.y - 3.6);
  ctx.lineTo(end.x + 0.5, end.y);
  ctx.lineTo(end.x - 5, end.y + 3.6);
  ctx.fill();
}

const lastOf = (curve: Curve): Cubic => curve[curve.length - 1] ?? curve[0];
const endOf = (curve: Curve) => lastOf(curve)[3];

function paintBundle(ctx: Ctx, live: LiveThread, ground: string, frame: Frame): void {
  const { drawn, look, dimmed } = live;
  ctx.lineCap = "butt";
  ctx.setLineDash([]);
  const widthOf = (width: number) => least(width + (live.hovered ? 1 : 0), frame.zoom);
  for (const { curve, width } of drawn.plies) {
    trace(ctx, curve);
    ctx.strokeStyle = ground;
    ctx.lineWidth = widthOf(width) + CASING;
    ctx.stroke();
  }
  if (live.selected) {
    for (const { curve, width } of drawn.plies) {
      trace(ctx, curve);
      underlay(ctx, widthOf(width), 0.2, frame);
    }
  }
  drawn.plies.forEach(({ curve, width }, i) => {
    const tone = look.plies[i] ?? "edge";
    trace(ctx, curve);
    ctx.strokeStyle = threadColour(frame.palette, tone, dimmed);
    ctx.lineWidth = widthOf(tone === "idle" ? 1.2 : width);
    ctx.setLineDash(tone === "idle" ? IDLE_DASH : []);
    ctx.stroke();
  });
  ctx.setLineDash([]);
}

/** A bar across, before the eye: nothing gets through. */
function paintDenied(ctx: Ctx, curve: Curve, { palette }: Frame): void {
  const at = endOf(curve);
  ctx.strokeStyle = palette.failing;
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  ctx.moveTo(at.x - 15, at.y - 7);
  ctx.lineTo(at.x - 15, at.y + 7);
  ctx.stroke();
}

/** From here on stitches are holes in the thread; thinner threads carry beads of their own colour. */
const HOLES_FROM = 2.3;
/** Milliseconds in which a stitch runs from eye to eye, by the number of stitches. */
const PERIOD = [0, 7000, 5200, 3800, 2600] as const;

function paintStitches(ctx: Ctx, live: LiveThread, ground: string, frame: Frame): void {
  const { stitches } = live.look;
  const period = PERIOD[stitches] ?? PERIOD[1];
  if (stitches === 0) return;
  const phase = ((frame.time ?? 0) % period) / period;
  for (const course of coursesOf(live)) {
    const holes = course.width >= HOLES_FROM;
    ctx.fillStyle = holes ? ground : threadColour(frame.palette, course.tone, false);
    for (let i = 0; i < course.stitches; i++) {
      const p = pointAt(course.curve, 0.04 + 0.9 * (((i + phase) / course.stitches) % 1));
      ctx.beginPath();
      ctx.arc(p.x, p.y, holes ? course.width * 0.3 : 1.9, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
}

/** What stitches run along: the thread, or each ply that carries something. */
function coursesOf({ drawn, look }: LiveThread) {
  const { curve, plies } = drawn;
  if (plies.length === 0) {
    return [{ curve, width: look.width, tone: look.tone, stitches: look.stitches }];
  }
  const stitches = Math.min(look.stitches, 2);
  return plies
    .map((ply, i) => ({ ...ply, tone: look.plies[i] ?? "edge", stitches }))
    .filter((ply) => ply.tone !== "idle");
}

/** One line per pair of islands, for the far zoom. Widths are px of the screen. */
export function paintIslandLinks(
  ctx: Ctx,
  links: readonly IslandLink[],
  scene: SceneState,
  frame: Frame,
): void {
  const px = 1 / frame.zoom;
  ctx.lineCap = "butt";
  for (const link of links) {
    if (!inView(link.hull, frame)) continue;
    const width = threadWidth(link.requestsPerSecond) * px;
    trace(ctx, link.curve);
    ctx.setLineDash([]);
    ctx.strokeStyle = frame.palette.canvas;
    ctx.lineWidth = width + CASING * px;
    ctx.stroke();
    ctx.strokeStyle = threadColour(frame.palette, link.tone, scene.focus !== null);
    ctx.lineWidth = width;
    if (link.tone === "idle") ctx.setLineDash([px, 3 * px]);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}
