import type { HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { LockMark } from "@/components/ui/glyphs/lock-glyph";
import type { Palette } from "./palette";
import type { Ctx } from "./state";

/*
 * The glyphs of `components/ui/glyphs` for a 2D context. Same boxes: 16 units for health, 12 for locks.
 */

type Place = { readonly x: number; readonly y: number; readonly size: number };

function inBox(ctx: Ctx, { x, y, size }: Place, box: number, paint: () => void): void {
  ctx.save();
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(size / box, size / box);
  ctx.setLineDash([]);
  paint();
  ctx.restore();
}

/** A health mark with its centre at a place; `ground` is the colour of the marks inside a shape. */
export function paintHealth(
  ctx: Ctx,
  mark: HealthMark | "stale",
  place: Place,
  colours: { readonly palette: Palette; readonly ground: string },
): void {
  const { palette, ground } = colours;
  inBox(ctx, place, 16, () => {
    if (mark === "failing") return octagon(ctx, palette.failing, ground);
    if (mark === "degraded") return triangle(ctx, palette.degraded, ground);
    if (mark === "not-ready") return halfDisc(ctx, palette.degraded);
    ctx.lineWidth = 1.75;
    ctx.strokeStyle = mark === "healthy" ? palette.ok : palette.unknown;
    if (mark === "unknown") ctx.setLineDash([1.7, 2.07]);
    circle(ctx, mark === "idle" ? 3.5 : 6);
  });
}

function circle(ctx: Ctx, radius: number): void {
  ctx.beginPath();
  ctx.arc(8, 8, radius, 0, 2 * Math.PI);
  ctx.stroke();
}

function octagon(ctx: Ctx, colour: string, ground: string): void {
  ctx.fillStyle = colour;
  ctx.fill(new Path2D("M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z"));
  ctx.strokeStyle = ground;
  ctx.lineWidth = 1.9;
  ctx.lineCap = "round";
  ctx.stroke(new Path2D("m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"));
}

function triangle(ctx: Ctx, colour: string, ground: string): void {
  const outline = new Path2D("M8 1.6 15 14H1Z");
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.4;
  ctx.lineJoin = "round";
  ctx.fill(outline);
  ctx.stroke(outline);
  ctx.strokeStyle = ground;
  ctx.fillStyle = ground;
  ctx.lineWidth = 1.9;
  ctx.lineCap = "round";
  ctx.stroke(new Path2D("M8 6v4"));
  ctx.beginPath();
  ctx.arc(8, 12.3, 1.05, 0, 2 * Math.PI);
  ctx.fill();
}

function halfDisc(ctx: Ctx, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 1.75;
  circle(ctx, 6);
  ctx.fill(new Path2D("M8 2a6 6 0 0 1 0 12Z"));
}

const BOW = "M3.8 5.4V3.8a2.2 2.2 0 0 1 4.4 0v1.6";
const BODY =
  "M3.2 5.4h5.6q1.2 0 1.2 1.2v3.2q0 1.2 -1.2 1.2h-5.6q-1.2 0 -1.2 -1.2v-3.2q0 -1.2 1.2 -1.2Z";
const HOLLOW = "M2.6 6h6.8v4.4h-6.8Z";

/** A lock with its centre at a place: closed, half, open, or not told. */
export function paintLock(ctx: Ctx, lock: LockMark, place: Place, palette: Palette): void {
  const colour =
    lock === "closed" ? palette.lock : lock === "unknown" ? palette.unknown : palette.degraded;
  inBox(ctx, place, 12, () => {
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.lineWidth = 1.3;
    ctx.lineCap = "butt";
    if (lock === "unknown") ctx.setLineDash([1.4, 1.2]);
    if (lock === "closed") ctx.fill(new Path2D(BODY));
    else ctx.stroke(new Path2D(HOLLOW));
    if (lock === "half") ctx.fillRect(2, 5.4, 4, 5.6);
    ctx.stroke(new Path2D(lock === "open" ? "M7.6 5.8V3.6a2.1 2.1 0 0 1 4.1-.6" : BOW));
  });
}
