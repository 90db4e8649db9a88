import type { Rect } from "@/lib/layout/structure";
import { pathText } from "@/lib/messages/trace/path";
import { type Curve, pointAt } from "../../flow/curves";
import type { DrawnLeg, DrawnPath } from "../../trace/leg-course";
import type { LegSide } from "../../trace/legs";
import { setFont, unitWidth } from "./paint-text";
import { trace } from "./paint-threads";
import type { Palette } from "./palette";
import { type Ctx, type Frame, inView } from "./state";

/** Width of a leg that all requests go along, and of the thinnest, in px of the screen. */
const WIDTH = { most: 4.5, least: 1.8, glow: 8 } as const;
const DASH = [5, 3];
const GLOW = 0.26;

/** The way of a traced request over the threads: the live one in the accent, that of a draft dashed in its own colour. */
export function paintPath(ctx: Ctx, path: DrawnPath | null, frame: Frame): void {
  if (path === null) return;
  const inside = path.legs.filter(({ hull }) => inView(hull, frame));
  for (const leg of inside) paintLeg(ctx, leg, path.compared, frame);
}

function paintLeg(ctx: Ctx, { leg, curve }: DrawnLeg, compared: boolean, frame: Frame): void {
  const { palette, zoom } = frame;
  const px = Math.max(1, 1 / zoom);
  const { live, draft } = leg;
  ctx.save();
  ctx.lineCap = "round";
  ctx.setLineDash([]);
  if (live !== null) {
    // What a draft takes away stays to be seen, without its light.
    const isLeft = !compared || draft !== null;
    trace(ctx, curve);
    glow(ctx, widthOf(live, leg.mirror) * px, isLeft ? palette.accent : palette.edge, px);
    ctx.strokeStyle = isLeft ? palette.accent : palette.edge;
    ctx.lineWidth = widthOf(live, leg.mirror) * px;
    ctx.stroke();
  }
  if (draft !== null && !isSame(live, draft)) {
    trace(ctx, curve);
    ctx.lineCap = "butt";
    ctx.setLineDash(DASH.map((length) => length * px));
    ctx.strokeStyle = palette.draft;
    ctx.lineWidth = (widthOf(draft, leg.mirror) + 1) * px;
    ctx.stroke();
    ctx.setLineDash([]);
  }
  const last = draft ?? live;
  if (last !== null) paintEnd(ctx, curve, colourOf(leg, palette, compared), px);
  if (last !== null && last.ends !== "arrives") paintBar(ctx, curve, palette, px);
  ctx.restore();
}

const isSame = (a: LegSide | null, b: LegSide): boolean =>
  a !== null && a.share === b.share && a.ends === b.ends;

function colourOf({ live, draft }: DrawnLeg["leg"], palette: Palette, compared: boolean): string {
  if (draft !== null && !isSame(live, draft)) return palette.draft;
  return compared && draft === null ? palette.edge : palette.accent;
}

const widthOf = ({ share }: LegSide, mirror: boolean): number =>
  mirror ? WIDTH.least : Math.max(WIDTH.least, WIDTH.most * (share ?? 0));

function glow(ctx: Ctx, width: number, colour: string, px: number): void {
  ctx.save();
  ctx.globalAlpha *= GLOW;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width + WIDTH.glow * px;
  ctx.stroke();
  ctx.restore();
}

const endOf = (curve: Curve) => (curve[curve.length - 1] ?? curve[0])[3];

function paintEnd(ctx: Ctx, curve: Curve, colour: string, px: number): void {
  const end = endOf(curve);
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(end.x - 7 * px, end.y - 5 * px);
  ctx.lineTo(end.x + 0.5, end.y);
  ctx.lineTo(end.x - 7 * px, end.y + 5 * px);
  ctx.fill();
}

/** A bar across, before the eye: it does not get in. */
function paintBar(ctx: Ctx, curve: Curve, palette: Palette, px: number): void {
  const at = endOf(curve);
  ctx.strokeStyle = palette.failing;
  ctx.lineWidth = 3 * px;
  ctx.beginPath();
  ctx.moveTo(at.x - 14 * px, at.y - 9 * px);
  ctx.lineTo(at.x - 14 * px, at.y + 9 * px);
  ctx.stroke();
}

const CHIP = { height: 17, size: 10.5, pad: 5, at: [0.55, 0.7, 0.4, 0.8] } as const;

/** A share on its leg. */
export type LegChip = { readonly rect: Rect; readonly text: string; readonly isDraft: boolean };

/** The shares of the legs, each where no other chip stands. */
export function legChips(
  path: DrawnPath | null,
  zoom: number,
  measure: (text: string, bold: boolean) => number,
): readonly LegChip[] {
  const scale = Math.max(1, 1 / zoom);
  const chips: LegChip[] = [];
  for (const { leg, curve } of path?.legs ?? []) {
    const text = pathText.chip(leg, path?.compared ?? false);
    if (text === "") continue;
    const height = CHIP.height * scale;
    const width = measure(text, true) * CHIP.size * scale + 2 * CHIP.pad * scale;
    const rects = CHIP.at.map((t): Rect => {
      const { x, y } = pointAt(curve, t);
      return { x: x - width / 2, y: y - height / 2, width, height };
    });
    const [first] = rects;
    const rect = rects.find((r) => !chips.some((chip) => overlap(chip.rect, r))) ?? first;
    const { live, draft } = leg;
    const isDraft = (path?.compared ?? false) && (draft === null || !isSame(live, draft));
    if (rect !== undefined) chips.push({ rect, text, isDraft });
  }
  return chips;
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export function paintLegChips(ctx: Ctx, path: DrawnPath | null, frame: Frame): void {
  const { palette, zoom } = frame;
  const measure = (text: string) => unitWidth(ctx, text, 600, palette);
  ctx.setLineDash([]);
  for (const { rect, text, isDraft } of legChips(path, zoom, measure)) {
    if (!inView(rect, frame)) continue;
    const { x, y, width, height } = rect;
    ctx.beginPath();
    ctx.roundRect(x, y, width, height, 3);
    ctx.fillStyle = isDraft ? palette.draft : palette.accent;
    ctx.fill();
    setFont(ctx, { size: (height / CHIP.height) * CHIP.size, weight: 600 }, palette);
    ctx.textAlign = "center";
    ctx.fillStyle = isDraft ? palette.onDraft : palette.onAccent;
    ctx.fillText(text, x + width / 2, y + height * 0.72);
    ctx.textAlign = "left";
  }
}
