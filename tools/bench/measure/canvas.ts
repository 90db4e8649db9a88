import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type RowValue, reportRows } from "./report-row";

/** Measures frames in Chromium; in a file of its own, since it needs a browser and a page that the others do not. */
const FRAMES = new URL("../canvas-frames.mjs", import.meta.url);

type FramesModule = {
  /** Frames on time while panning 300 nodes, relative to an empty page under the same mouse input. */
  readonly canvasFrames: () => Promise<RowValue>;
};

await reportRows(["canvas.frames.300"], async () => {
  if (!existsSync(fileURLToPath(FRAMES)))
    throw new Error("tools/bench/canvas-frames.mjs is missing");
  // Its one export is checked before it is called.
  const { canvasFrames } = (await import(FRAMES.href)) as Partial<FramesModule>;
  if (canvasFrames === undefined) throw new Error("canvas-frames.mjs exports no canvasFrames");
  return { "canvas.frames.300": await canvasFrames() };
});
