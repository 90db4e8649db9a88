import type { Rect } from "@/lib/layout/structure";
import { CARD } from "../../flow/measures";
import type { CardLook } from "../looks/look";
import { paintHealth } from "./glyphs";
import { fitted, setFont } from "./paint-text";
import type { Palette } from "./palette";
import { type Ctx, type Frame, inView, type SceneState } from "./state";

const DIMMED = 0.34;

/** Cards that are not elements of the page: dots from afar, plain cards where there are too many for elements. */
export function paintCards(ctx: Ctx, scene: SceneState, frame: Frame): void {
  for (const [id, rect] of scene.picture.rects) {
    const look = scene.looks.cards.get(id);
    if (look === undefined || scene.elements.has(id) || !inView(rect, frame)) continue;
    ctx.globalAlpha = scene.focus !== null && !scene.focus.cards.has(id) ? DIMMED : 1;
    const selected =
      scene.selection?.type === "node" && scene.flow.cardOf.get(scene.selection.id) === id;
    if (frame.level === "far") paintDot(ctx, look, rect, { frame, selected });
    else paintPlainCard(ctx, look, rect, { frame, selected });
  }
  ctx.globalAlpha = 1;
}

type Drawing = { readonly frame: Frame; readonly selected: boolean };

const ringColour = (look: CardLook, palette: Palette): string => {
  if (look.ring === "failing") return palette.failing;
  if (look.ring === "degraded" || look.ring === "not-ready") return palette.degraded;
  return look.ring === "healthy" ? palette.ok : palette.unknown;
};

/** Radius of a dot in px of the screen. */
const dotRadius = (zoom: number): number => Math.max(1.5, Math.min(4, 16 * zoom));

function paintDot(ctx: Ctx, look: CardLook, rect: Rect, { frame, selected }: Drawing): void {
  const { palette, zoom } = frame;
  const px = 1 / zoom;
  const radius = dotRadius(zoom) * px;
  const x = rect.x + rect.width / 2;
  const y = rect.y + rect.height / 2;
  if (selected) {
    ctx.beginPath();
    ctx.arc(x, y, radius + 3.5 * px, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2 * px;
    ctx.stroke();
  }
  if (look.ring === "failing" || look.ring === "degraded" || look.ring === "not-ready") {
    const size = Math.max(radius * 2.4, 9 * px);
    paintHealth(ctx, look.ring, { x, y, size }, { palette, ground: palette.surface });
    return;
  }
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = palette.surface;
  ctx.fill();
  ctx.strokeStyle = ringColour(look, palette);
  ctx.lineWidth = 1.5 * px;
  ctx.setLineDash(look.dotted ? [1.8 * px, 2.4 * px] : []);
  ctx.stroke();
  ctx.setLineDash([]);
}

function paintPlainCard(ctx: Ctx, look: CardLook, rect: Rect, { frame, selected }: Drawing): void {
  const { palette, zoom } = frame;
  ctx.beginPath();
  ctx.roundRect(rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1, 6);
  ctx.fillStyle = palette.surface;
  ctx.fill();
  const border = { plain: palette.nodeLine, degraded: palette.degraded, failing: palette.failing };
  const colour = look.draft === null ? border[look.border] : palette.draft;
  ctx.strokeStyle = selected ? palette.accent : colour;
  ctx.lineWidth = selected ? 1.75 : 1;
  ctx.setLineDash(look.dotted ? [1.5, 2.5] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  const centre = { x: rect.x + CARD.ring.x, y: rect.y + CARD.ring.y };
  if (look.ring === "stale" || look.ring === "healthy" || look.ring === "idle") {
    ctx.beginPath();
    ctx.arc(centre.x, centre.y, 7, 0, 2 * Math.PI);
    ctx.strokeStyle = ringColour(look, palette);
    ctx.lineWidth = 1.5;
    ctx.stroke();
  } else {
    paintHealth(ctx, look.ring, { ...centre, size: 16 }, { palette, ground: palette.surface });
  }
  const size = Math.max(11.5, 10 / zoom);
  const name = `${look.name}${look.tail}`;
  const cut = fitted(ctx, name, { size, weight: 600, width: rect.width - 38 }, palette);
  setFont(ctx, { size, weight: 600 }, palette);
  ctx.fillStyle = palette.ink;
  ctx.textAlign = "left";
  ctx.fillText(cut, rect.x + 32, rect.y + CARD.head / 2 + size * 0.35);
}
