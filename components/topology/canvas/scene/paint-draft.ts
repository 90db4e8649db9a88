import type { Curve } from "../../flow/curves";
import type { DraftedPly } from "../../flow/draft-course";
import { EDIT_STEM } from "../../flow/drafted-picture";
import { CARD } from "../../flow/measures";
import { setFont, unitWidth } from "./paint-text";
import { type LiveThread, trace } from "./paint-threads";
import type { Palette } from "./palette";
import type { Ctx, Frame } from "./state";

const DASH = [5, 3];
/** What is there now shows through what will be. */
const GHOST = 0.34;
const DIMMED = 0.34;

/** Threads that a draft divides: what is there as a grey ghost, what will be dashed over it, with the shares on the stem. */
export function paintDrafts(ctx: Ctx, threads: readonly LiveThread[], frame: Frame): void {
  for (const live of threads) {
    const plies = live.drawn.draft?.plies ?? [];
    if (plies.length === 0) continue;
    ctx.save();
    if (live.dimmed) ctx.globalAlpha = DIMMED;
    paintDraft(ctx, live, plies, frame);
    ctx.restore();
  }
}

function paintDraft(
  ctx: Ctx,
  live: LiveThread,
  plies: readonly DraftedPly[],
  { palette }: Frame,
): void {
  paintCasing(ctx, plies, live.drawn.inside ? palette.group : palette.canvas);
  if (live.look.draft?.alone !== true) paintGhosts(ctx, plies, palette);
  // What may be anything lies under what is known.
  for (const ply of plies.filter((p) => p.uncertain)) paintUncertain(ctx, ply, palette);
  for (const ply of plies.filter((p) => !p.uncertain)) paintPly(ctx, ply, live, palette);
  for (const ply of plies) paintTip(ctx, ply, palette);
}

function paintCasing(ctx: Ctx, plies: readonly DraftedPly[], ground: string): void {
  ctx.setLineDash([]);
  ctx.strokeStyle = ground;
  for (const { now, after } of plies) {
    for (const ply of [now, after]) {
      if (ply === null) continue;
      trace(ctx, ply.curve);
      ctx.lineWidth = ply.width + 5;
      ctx.stroke();
    }
  }
}

function paintGhosts(ctx: Ctx, plies: readonly DraftedPly[], palette: Palette): void {
  ctx.save();
  ctx.globalAlpha *= GHOST;
  ctx.strokeStyle = palette.edge;
  for (const { now } of plies) {
    if (now === null) continue;
    trace(ctx, now.curve);
    ctx.lineWidth = now.width;
    ctx.stroke();
  }
  ctx.restore();
}

/** A dashed outline filled with the soft colour of the draft. */
function paintPly(ctx: Ctx, { after }: DraftedPly, live: LiveThread, palette: Palette): void {
  if (after === null) return;
  trace(ctx, after.curve);
  ctx.setLineDash(DASH);
  ctx.strokeStyle = live.selected ? palette.accent : palette.draft;
  ctx.lineWidth = after.width + (live.hovered ? 3 : 1.6);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.strokeStyle = palette.draftSoft;
  ctx.lineWidth = Math.max(0.6, after.width - 1.2);
  ctx.stroke();
}

const HATCH = 5;

/** Hatched as wide as the most that it may get. */
function paintUncertain(ctx: Ctx, { after }: DraftedPly, palette: Palette): void {
  if (after === null) return;
  ctx.setLineDash([1.5, HATCH - 1.5]);
  ctx.strokeStyle = palette.draft;
  ctx.save();
  ctx.globalAlpha *= 0.6;
  trace(ctx, after.curve);
  ctx.lineWidth = after.width;
  ctx.stroke();
  ctx.restore();
  ctx.setLineDash([1, 3]);
  ctx.lineWidth = 1.2;
  ctx.stroke();
  ctx.setLineDash([]);
}

function paintTip(ctx: Ctx, { after }: DraftedPly, palette: Palette): void {
  const end = after === null ? null : endOf(after.curve);
  if (end === null) return;
  ctx.fillStyle = palette.draft;
  ctx.beginPath();
  ctx.moveTo(end.x - 6, end.y - 4.5);
  ctx.lineTo(end.x + 1, end.y);
  ctx.lineTo(end.x - 6, end.y + 4.5);
  ctx.fill();
}

const endOf = (curve: Curve) => (curve[curve.length - 1] ?? curve[0])[3];

const CHIP = { height: 18, size: 11, pad: 6, beyond: 14 } as const;

/** Shares before and after, over the stems. */
export function paintDraftChips(ctx: Ctx, threads: readonly LiveThread[], frame: Frame): void {
  if (frame.level !== "near") return;
  const { palette } = frame;
  for (const { drawn, look, dimmed } of threads) {
    const text = look.draft?.chip ?? "";
    const [stem] = drawn.draft?.plies.flatMap((p) => p.after ?? p.now ?? []) ?? [];
    if (text === "" || stem === undefined || dimmed) continue;
    const width = unitWidth(ctx, text, 600, palette) * CHIP.size + 2 * CHIP.pad;
    // Above the calling card, whose side the plies leave: beside it stands the next column.
    const start = stem.curve[0][0];
    const x = start.x - width + CHIP.beyond;
    const y =
      Math.min(stemTop(drawn.draft?.plies ?? []), start.y - CARD.head / 2) - CHIP.height - 5;
    ctx.beginPath();
    ctx.roundRect(x, y, width, CHIP.height, 3);
    ctx.fillStyle = palette.draft;
    ctx.fill();
    setFont(ctx, { size: CHIP.size, weight: 600 }, palette);
    ctx.textAlign = "center";
    ctx.fillStyle = palette.onDraft;
    ctx.fillText(text, x + width / 2, y + CHIP.height * 0.71);
    ctx.textAlign = "left";
  }
}

/** The upper edge of what is drawn where the thread leaves its card, and of what it rises to nearby. */
function stemTop(plies: readonly DraftedPly[]): number {
  const starts = plies.flatMap(({ now, after }) => [now, after]).filter((ply) => ply !== null);
  return Math.min(...starts.map(({ curve }) => curve[0][0].y)) - EDIT_STEM / 2;
}
