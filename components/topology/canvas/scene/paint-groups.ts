import { formatRate } from "@/lib/format/figures";
import type { Rect } from "@/lib/layout/structure";
import type { MeshGroup } from "@/lib/mesh/graph/mesh-graph";
import { canvasText } from "@/lib/messages/topology-canvas";
import { textSize } from "../../flow/levels";
import { paintHealth } from "./glyphs";
import { fitted, setFont, unitWidth } from "./paint-text";
import { type Ctx, type Frame, inView, type SceneState } from "./state";

const RADIUS = 8;

/** The boxes of the namespaces with their names; a namespace outside the mesh is dotted and has no ground. */
export function paintGroups(ctx: Ctx, scene: SceneState, frame: Frame): void {
  for (const group of scene.flow.groups) {
    const box = scene.picture.boxes.get(group.id);
    if (box === undefined || !inView(box, frame)) continue;
    paintBox(ctx, group, box, scene, frame);
    if (frame.level !== "far") paintTitle(ctx, group, box, frame);
  }
}

function paintBox(ctx: Ctx, group: MeshGroup, box: Rect, scene: SceneState, frame: Frame): void {
  const { palette } = frame;
  const outside = group.mesh === "none";
  const selected = scene.selection?.type === "group" && scene.selection.id === group.id;
  ctx.beginPath();
  ctx.roundRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1, RADIUS);
  ctx.fillStyle = outside ? palette.canvas : palette.group;
  ctx.fill();
  ctx.strokeStyle = selected ? palette.accent : palette.line2;
  ctx.lineWidth = (selected ? 1.75 : 1) / Math.min(1, frame.zoom);
  ctx.lineCap = outside ? "round" : "butt";
  ctx.setLineDash(outside ? [1.5, 3] : []);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** What stands at the right of the name. */
export function groupFacts(group: MeshGroup, all: boolean): readonly string[] {
  if (group.mesh === "none") return [canvasText.group.outOfMesh];
  const rate = (group.requestsPerSecond ?? 0) > 0 ? [formatRate(group.requestsPerSecond)] : [];
  const inside =
    group.services > 0
      ? canvasText.figure.services(group.services)
      : canvasText.group.nodes(group.nodes);
  const mesh = group.mesh === "ambient" ? [canvasText.group.ambient] : [];
  const folded = group.open ? [] : [canvasText.group.folded];
  return all ? [...rate, inside, ...mesh, ...folded] : rate;
}

type Title = {
  readonly name: string;
  readonly nameSize: number;
  readonly facts: string;
  readonly factSize: number;
  readonly baseline: number;
};

const SIDE = 12;

/** What of name and facts fits in the upper edge of a box, and where. */
function titleOf(
  ctx: Ctx,
  group: MeshGroup,
  box: Rect,
  { palette, zoom, level }: TitleFrame,
): Title {
  const nameSize = textSize(11, zoom);
  const factSize = textSize(10, zoom);
  const room = box.width - 2 * SIDE;
  const nameWidth = unitWidth(ctx, group.namespace, 600, palette) * nameSize;
  const facts = [
    groupFacts(group, level === "near").join(", "),
    groupFacts(group, false).join(", "),
  ].find((text) => nameWidth + SIDE + unitWidth(ctx, text, 400, palette) * factSize <= room);
  return {
    name: fitted(ctx, group.namespace, { size: nameSize, weight: 600, width: room }, palette),
    nameSize,
    facts: facts ?? "",
    factSize,
    baseline: box.y + Math.max(17, nameSize + 3),
  };
}

type TitleFrame = Pick<Frame, "palette" | "zoom" | "level">;

/** Where name and facts of a box stand: labels keep away from them. */
export function titleRects(
  ctx: Ctx,
  group: MeshGroup,
  box: Rect,
  frame: TitleFrame,
): readonly Rect[] {
  const title = titleOf(ctx, group, box, frame);
  const name = unitWidth(ctx, title.name, 600, frame.palette) * title.nameSize;
  const facts = unitWidth(ctx, title.facts, 400, frame.palette) * title.factSize;
  const y = title.baseline - title.nameSize;
  const height = title.nameSize * 1.3;
  return [
    { x: box.x + SIDE, y, width: name, height },
    { x: box.x + box.width - SIDE - facts, y, width: facts, height },
  ];
}

function paintTitle(ctx: Ctx, group: MeshGroup, box: Rect, frame: Frame): void {
  const { palette } = frame;
  const { name, nameSize, facts, factSize, baseline } = titleOf(ctx, group, box, frame);
  ctx.textAlign = "left";
  setFont(ctx, { size: nameSize, weight: 600 }, palette);
  ctx.fillStyle = palette.ink2;
  ctx.fillText(name, box.x + SIDE, baseline);
  ctx.textAlign = "right";
  setFont(ctx, { size: factSize, weight: 400 }, palette);
  ctx.fillStyle = palette.ink3;
  ctx.fillText(facts, box.x + box.width - SIDE, baseline);
  ctx.textAlign = "left";
}

/** Names, rates and worst health of the islands, for the far zoom. Sizes are in px of the screen. */
export function paintIslandNames(ctx: Ctx, scene: SceneState, frame: Frame): void {
  for (const group of scene.flow.groups) {
    const box = scene.picture.boxes.get(group.id);
    if (box !== undefined && inView(box, frame)) paintIslandName(ctx, group, box, frame);
  }
}

const LEAST_ISLAND = 44;

function paintIslandName(ctx: Ctx, group: MeshGroup, box: Rect, frame: Frame): void {
  const { palette, zoom } = frame;
  if (box.width * zoom < LEAST_ISLAND) return;
  const px = 1 / zoom;
  const ground = group.mesh === "none" ? palette.canvas : palette.group;
  const nameSize = Math.min(14, Math.max(10, (box.width * zoom) / 8)) * px;
  const { level } = group.health;
  const marked = level !== "healthy";
  const room = box.width - (marked ? 34 : 16) * px;
  const name = fitted(ctx, group.namespace, { size: nameSize, weight: 600, width: room }, palette);
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  ctx.strokeStyle = ground;
  ctx.lineWidth = 5 * px;
  const left = box.x + 8 * px;
  const write = (text: string, y: number, colour: string) => {
    ctx.strokeText(text, left, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, left, y);
  };
  setFont(ctx, { size: nameSize, weight: 600 }, palette);
  write(name, box.y + 5 * px + nameSize, palette.ink);
  if (box.height * zoom >= 40) {
    const size = 11 * px;
    const facts = fitted(
      ctx,
      groupFacts(group, true).join(", "),
      { size, weight: 400, width: box.width - 16 * px },
      palette,
    );
    setFont(ctx, { size, weight: 400 }, palette);
    write(facts, box.y + 8 * px + nameSize + size, palette.ink2);
  }
  if (!marked) return;
  const place = { x: box.x + box.width - 15 * px, y: box.y + 14 * px, size: 15 * px };
  paintHealth(ctx, level, place, { palette, ground });
}
