/** Path of a line without axes. Heights are 0..1; a hole lifts the pen. */
export function sparklinePath(
  heights: readonly (number | null)[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const across = (i: number) => ((i / Math.max(1, heights.length - 1)) * width).toFixed(1);
  const up = (value: number) => (height - 1 - value * (height - 2)).toFixed(1);
  return heights
    .map((value, i) => {
      if (value === null) return "";
      const before = heights[i - 1] ?? null;
      return `${before === null ? "M" : "L"}${across(i)} ${up(value)}`;
    })
    .join("");
}
