import type { Size } from "./structure";

export type Spacing = {
  readonly gapX: number;
  readonly gapY: number;
  /** Width ÷ height that is aimed at when the layers alone would be far from it. */
  readonly aspect: number;
  /** Layers are not merged into fewer columns than this. */
  readonly minColumns: number;
};

/** Within this factor of the aimed aspect the layers stay as they are: left to right counts for more. */
const TOLERANCE = 1.7;

/**
 * Columns of block indices, left to right. One per layer, unless the picture would be far too wide, where neighbouring
 * layers share one, or far too high, where a layer takes several. Blocks without a layer fill the shortest columns.
 */
export function columnsOf(
  layers: readonly (number | null)[],
  sizes: readonly Size[],
  spacing: Spacing,
): number[][] {
  const linked: number[][] = [];
  layers.forEach((layer, i) => {
    if (layer === null) return;
    while (linked.length <= layer) linked.push([]);
    linked[layer]?.push(i);
  });
  const columns = folded(
    linked.filter((column) => column.length > 0),
    sizes,
    spacing,
  );
  const alone = [...layers.keys()].filter((i) => layers[i] === null);
  return withStrays(columns, alone, sizes, spacing);
}

function folded(natural: number[][], sizes: readonly Size[], spacing: Spacing): number[][] {
  const off = misfit(natural, sizes, spacing);
  if (natural.length === 0 || Math.abs(off) <= Math.log(TOLERANCE)) return natural;
  const candidates = off > 0 ? merged(natural, spacing.minColumns) : split(natural, sizes, spacing);
  return closest([natural, ...candidates], sizes, spacing);
}

const closest = (candidates: number[][][], sizes: readonly Size[], spacing: Spacing): number[][] =>
  candidates
    .map((columns) => ({ columns, off: Math.abs(misfit(columns, sizes, spacing)) }))
    .reduce((best, next) => (next.off < best.off ? next : best)).columns;

/** Every way to share columns evenly among the layers, from most columns to fewest. */
function merged(natural: number[][], minColumns: number): number[][][] {
  const all: number[][][] = [];
  for (let count = natural.length - 1; count >= Math.max(1, minColumns); count--) {
    const columns: number[][] = Array.from({ length: count }, () => []);
    natural.forEach((layer, i) => {
      columns[Math.floor((i * count) / natural.length)]?.push(...layer);
    });
    all.push(columns);
  }
  return all;
}

const MOST_PARTS = 24;

/** The tallest layers cut into columns of at most one n-th of the height, for every n that makes sense. */
function split(natural: number[][], sizes: readonly Size[], spacing: Spacing): number[][][] {
  const tallest = Math.max(...natural.map((c) => heightOf(c, sizes, spacing)));
  return Array.from({ length: MOST_PARTS - 1 }, (_, i) => tallest / (i + 2)).map((limit) =>
    natural.flatMap((column) => {
      const parts = Math.min(
        column.length,
        Math.ceil(heightOf(column, sizes, spacing) / Math.max(1, limit)),
      );
      const each = Math.ceil(column.length / parts);
      return Array.from({ length: parts }, (_, p) => column.slice(p * each, (p + 1) * each)).filter(
        (part) => part.length > 0,
      );
    }),
  );
}

function withStrays(
  columns: number[][],
  strays: readonly number[],
  sizes: readonly Size[],
  spacing: Spacing,
): number[][] {
  if (strays.length === 0) return columns;
  if (columns.length === 0)
    return closest([[[...strays]], ...split([[...strays]], sizes, spacing)], sizes, spacing);
  const filled = columns.map((c) => ({ blocks: [...c], height: heightOf(c, sizes, spacing) }));
  for (const stray of strays) {
    const shortest = filled.reduce((best, next) => (next.height <= best.height ? next : best));
    shortest.blocks.push(stray);
    shortest.height += (sizes[stray]?.height ?? 0) + spacing.gapY;
  }
  const result = filled.map((c) => c.blocks);
  return strays.length > columns.flat().length ? refolded(result, sizes, spacing) : result;
}

/** Many blocks without links must not make a narrow tower beside the few that have some. */
function refolded(columns: number[][], sizes: readonly Size[], spacing: Spacing): number[][] {
  return misfit(columns, sizes, spacing) < -Math.log(TOLERANCE)
    ? closest([columns, ...split(columns, sizes, spacing)], sizes, spacing)
    : columns;
}

export const heightOf = (
  column: readonly number[],
  sizes: readonly Size[],
  { gapY }: Pick<Spacing, "gapY">,
): number => column.reduce((sum, i) => sum + (sizes[i]?.height ?? 0) + gapY, -gapY);

export const widthOf = (column: readonly number[], sizes: readonly Size[]): number =>
  column.reduce((most, i) => Math.max(most, sizes[i]?.width ?? 0), 0);

/** Logarithm of the real aspect ÷ the aimed one: above 0 is too wide, below too high. */
function misfit(columns: readonly number[][], sizes: readonly Size[], spacing: Spacing): number {
  const width = columns.reduce((sum, c) => sum + widthOf(c, sizes) + spacing.gapX, -spacing.gapX);
  const height = Math.max(1, ...columns.map((c) => heightOf(c, sizes, spacing)));
  return Math.log(Math.max(1, width) / height / spacing.aspect);
}
