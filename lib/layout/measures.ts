import type { Rect } from "./structure";

/** Room inside a box around its nodes: the name stands in the upper edge. */
export const BOX = { top: 32, side: 12, bottom: 14 } as const;

/** Between nodes of a box. */
export const NODE_GAP = { x: 44, y: 10 } as const;

/** Between boxes, and between a box and what stands outside. */
export const BOX_GAP = { x: 24, y: 16 } as const;

/** The box around these nodes. */
export const boxed = (inner: Rect): Rect => ({
  x: inner.x - BOX.side,
  y: inner.y - BOX.top,
  width: inner.width + 2 * BOX.side,
  height: inner.height + BOX.top + BOX.bottom,
});
