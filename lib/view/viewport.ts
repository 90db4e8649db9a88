/** Where the canvas looks: `x`, `y` is the place of the graph's origin in px, `zoom` its scale. */
export type Viewport = { readonly x: number; readonly y: number; readonly zoom: number };

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 4;
/** Further out than any graph reaches; guards against links that lose the picture for good. */
const FARTHEST = 1_000_000;

const FORM = /^-?\d{1,7},-?\d{1,7},\d{1,2}(\.\d{1,3})?$/;

/** Reads `x,y,zoom`; `null` when malformed or outside the limits of the canvas. */
export function parseViewport(text: string): Viewport | null {
  if (!FORM.test(text)) return null;
  const [x = Number.NaN, y = Number.NaN, zoom = Number.NaN] = text.split(",").map(Number);
  if (Math.abs(x) > FARTHEST || Math.abs(y) > FARTHEST) return null;
  return zoom < MIN_ZOOM || zoom > MAX_ZOOM ? null : { x: x + 0, y: y + 0, zoom };
}

/** Writes a viewport, the place to whole px and the zoom to thousandths. */
export function printViewport({ x, y, zoom }: Viewport): string {
  return `${Math.round(x)},${Math.round(y)},${Number(zoom.toFixed(3))}`;
}
