import type { Rect } from "@/lib/layout/structure";
import type { DrawnThread } from "../../flow/picture";
import { paintHealth, paintLock } from "./glyphs";
import { setFont, unitWidth } from "./paint-text";
import type { LiveThread } from "./paint-threads";
import { textColour } from "./palette";
import { GAP, GLYPH, isBold, type PlacedLabel } from "./place-labels";
import { type Ctx, type Frame, inView } from "./state";

const HALO = 3.5;

/** Labels on their threads: a halo of ground, no box. */
export function paintLabels(ctx: Ctx, labels: readonly PlacedLabel[], frame: Frame): void {
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  ctx.setLineDash([]);
  for (const label of labels) {
    const { x, y, width, size } = label;
    if (!inView({ x: x - width / 2, y: y - size, width, height: size * 1.3 }, frame)) continue;
    paintLabel(ctx, label, frame);
  }
}

function paintLabel(ctx: Ctx, label: PlacedLabel, frame: Frame): void {
  const { palette } = frame;
  const { lock, mark, size, y } = label;
  const ground = label.inside ? palette.group : palette.canvas;
  let x = label.x - label.width / 2;
  const glyph = { size: GLYPH * size, y: y - size * 0.36 };
  if (mark !== null) {
    paintHealth(ctx, mark, { ...glyph, x: x + glyph.size / 2 }, { palette, ground });
    x += glyph.size + GAP * size;
  }
  label.segments.forEach((segment, i) => {
    const weight = isBold(segment.tone) ? 600 : 500;
    const width = unitWidth(ctx, segment.text, weight, palette) * size;
    setFont(ctx, { size, weight }, palette);
    if (i > 0) x += GAP * size;
    ctx.strokeStyle = ground;
    ctx.lineWidth = HALO * (size / 10);
    ctx.strokeText(segment.text, x, y);
    ctx.fillStyle = textColour(palette, segment.tone);
    ctx.fillText(segment.text, x, y);
    x += width;
  });
  if (lock === null) return;
  const place = { x: x + (GAP + GLYPH / 2) * size, y: glyph.y, size: size };
  paintLock(ctx, lock, place, palette);
}

const CHIP = { height: 17, size: 10.5, pad: 5 } as const;

/** Where the chip of a bundle stands: over its stem. `null` for a thread without one. */
export function chipRect(
  drawn: DrawnThread,
  chip: string,
  zoom: number,
  measure: (text: string, bold: boolean) => number,
): Rect | null {
  if (chip === "" || drawn.plies.length === 0) return null;
  const scale = Math.max(1, 1 / zoom);
  const stem = drawn.curve[0][0];
  const height = CHIP.height * scale;
  const y = Math.min(stem.y, drawn.hull.y) - height - 8;
  return { x: stem.x, y, width: measure(chip, true) * CHIP.size * scale + 2 * CHIP.pad, height };
}

/** Shares of bundles as their routes set them, on the stem. */
export function paintChips(ctx: Ctx, threads: readonly LiveThread[], frame: Frame): void {
  if (frame.level !== "near") return;
  const { palette, zoom } = frame;
  const measure = (text: string) => unitWidth(ctx, text, 600, palette);
  for (const { drawn, look, selected, dimmed } of threads) {
    const rect = dimmed ? null : chipRect(drawn, look.chip, zoom, measure);
    if (rect !== null) paintChip(ctx, rect, { text: look.chip, selected }, frame);
  }
}

function paintChip(
  ctx: Ctx,
  { x, y, width, height }: Rect,
  chip: { readonly text: string; readonly selected: boolean },
  { palette }: Frame,
): void {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 3);
  ctx.fillStyle = chip.selected ? palette.accent : palette.surface;
  ctx.fill();
  if (!chip.selected) {
    ctx.strokeStyle = palette.line3;
    ctx.lineWidth = 1;
    ctx.stroke();
  }
  setFont(ctx, { size: (height / CHIP.height) * CHIP.size, weight: 600 }, palette);
  ctx.textAlign = "center";
  ctx.fillStyle = chip.selected ? palette.onAccent : palette.ink;
  ctx.fillText(chip.text, x + width / 2, y + height * 0.72);
  ctx.textAlign = "left";
}
