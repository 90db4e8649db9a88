/** What everything in the picture is drawn with: what is drawn off the page goes onto it as a whole. */
export type Ctx = OffscreenCanvasRenderingContext2D;
