import type { DrawnThread } from "../../flow/picture";
import { paintHealth, paintLock } from "./glyphs";
import { setFont, unitWidth } from "./paint-text";
import type { LiveThread } from "./paint-threads";
import { textColour } from "./palette";
import { GAP, GLYPH, type PlacedLabel } from "./place-labels";
import { type Frame, inView } from "./state";

type Ctx = CanvasRenderingContext2D;

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
  const { look, size, y } = label;
  const ground = label.inside ? palette.group : palette.canvas;
  let x = label.x - label.width / 2;
  const glyph = { size: GLYPH * size, y: y - size * 0.36 };
  if (look.mark !== null) {
    paintHealth(ctx, look.mark, { ...glyph, x: x + glyph.size / 2 }, { palette, ground });
    x += glyph.size + GAP * size;
  }
  label.segments.forEach((segment, i) => {
    const weight = segment.tone === "plain" || segment.tone === "muted" ? 500 : 600;
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
  if (look.lock === null) return;
  const place = { x: x + (GAP + GLYPH / 2) * size, y: glyph.y, size: size };
  paintLock(ctx, look.lock, place, palette);
}

const CHIP = { height: 17, size: 10.5, pad: 5 } as const;

/** Shares of bundles as their routes set them, on the stem. */
export function paintChips(ctx: Ctx, threads: readonly LiveThread[], frame: Frame): void {
  if (frame.level !== "near") return;
  for (const { drawn, look, selected, dimmed } of threads) {
    if (look.chip !== "" && !dimmed) paintChip(ctx, drawn, { text: look.chip, selected }, frame);
  }
}

function paintChip(
  ctx: Ctx,
  drawn: DrawnThread,
  chip: { readonly text: string; readonly selected: boolean },
  frame: Frame,
): void {
  const { palette, zoom } = frame;
  const scale = Math.max(1, 1 / zoom);
  const size = CHIP.size * scale;
  const width = unitWidth(ctx, chip.text, 600, palette) * size + 2 * CHIP.pad * scale;
  const height = CHIP.height * scale;
  const stem = drawn.curve[0][0];
  const x = stem.x;
  const y = Math.min(stem.y, drawn.hull.y) - height - 8;
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 3);
  ctx.fillStyle = chip.selected ? palette.accent : palette.surface;
  ctx.fill();
  if (!chip.selected) {
    ctx.strokeStyle = palette.line3;
    ctx.lineWidth = 1;
    ctx.stroke();
  }
  setFont(ctx, { size, weight: 600 }, palette);
  ctx.textAlign = "center";
  ctx.fillStyle = chip.selected ? palette.onAccent : palette.ink;
  ctx.fillText(chip.text, x + width / 2, y + height * 0.72);
  ctx.textAlign = "left";
}
