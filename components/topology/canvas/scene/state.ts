import type { Rect } from "@/lib/layout/structure";
import type { Selection } from "@/lib/view/selection";
import type { Lens } from "@/lib/view/view-params";
import type { Flow } from "../../flow/flow";
import type { Focus } from "../../flow/focus";
import type { Level } from "../../flow/levels";
import type { Picture } from "../../flow/picture";
import type { DrawnPath } from "../../trace/leg-course";
import type { Looks } from "../looks/looks";
import type { Palette } from "./palette";

/** What the picture is drawn with, off the page: a tile takes a drawing as a whole. */
export type Ctx = OffscreenCanvasRenderingContext2D;

/** All that the canvas draws, apart from where it looks. */
export type SceneState = {
  readonly flow: Flow;
  readonly picture: Picture;
  readonly looks: Looks;
  /** The way of a traced request; `null` where none is. */
  readonly path: DrawnPath | null;
  /** What stays bright; `null`: all. */
  readonly focus: Focus | null;
  readonly selection: Selection | null;
  readonly hovered: Selection | null;
  /** Where the keyboard is; `null` while the pointer leads. */
  readonly cursor: Selection | null;
  /** Cards that stand in the page as elements, and are not to be drawn. */
  readonly elements: ReadonlySet<string>;
  /** Dots may move: nobody paused them. */
  readonly moving: boolean;
  readonly lens: Lens;
};

/** One frame: where the canvas looks, and with which colours. Lengths are in px, `area` in canvas units. */
export type Frame = {
  readonly zoom: number;
  readonly level: Level;
  readonly area: Rect;
  readonly palette: Palette;
  /** Milliseconds of a running clock; `null` while nothing moves. */
  readonly time: number | null;
};

/** Whether a rectangle is in view. */
export const inView = (rect: Rect, { area }: Pick<Frame, "area">): boolean =>
  rect.x <= area.x + area.width &&
  rect.x + rect.width >= area.x &&
  rect.y <= area.y + area.height &&
  rect.y + rect.height >= area.y;
