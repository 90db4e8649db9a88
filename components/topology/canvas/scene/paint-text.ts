import type { Palette } from "./palette";
import type { Ctx } from "./state";

export type TextStyle = {
  readonly size: number;
  readonly weight: 400 | 500 | 600;
};

export function setFont(ctx: Ctx, { size, weight }: TextStyle, palette: Palette): void {
  ctx.font = `${weight} ${size}px ${palette.font}`;
}

const widths = new Map<string, number>();
const MOST_KEPT = 4000;

/** Width of a text at size 1: multiply by the size. Remembered, because measuring is slow. */
export function unitWidth(
  ctx: Ctx,
  text: string,
  weight: TextStyle["weight"],
  palette: Palette,
): number {
  const key = `${weight} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > MOST_KEPT) widths.clear();
  setFont(ctx, { size: 100, weight }, palette);
  const width = ctx.measureText(text).width / 100;
  widths.set(key, width);
  return width;
}

/** Fonts arrive after the first frame; what was measured before is wrong. */
export const forgetWidths = (): void => widths.clear();

/** The text, cut at its end with an ellipsis so that it fits; empty when not even one letter does. */
export function fitted(
  ctx: Ctx,
  text: string,
  style: TextStyle & { readonly width: number },
  palette: Palette,
): string {
  const most = style.width / style.size;
  if (unitWidth(ctx, text, style.weight, palette) <= most) return text;
  for (let length = text.length - 1; length > 0; length--) {
    const cut = `${text.slice(0, length)}…`;
    if (unitWidth(ctx, cut, style.weight, palette) <= most) return cut;
  }
  return "";
}
