import { columnsOf, heightOf, type Spacing, widthOf } from "./columns";
import { type Flow, type Link, layersOf, type Neighbours, withoutCycles } from "./ranks";
import type { Point, Size } from "./structure";

export type Block = Size & { readonly entry: boolean };

export type Layered = Size & {
  /** Places in the order of the blocks, from 0, 0. */
  readonly places: readonly Point[];
};

const SWEEPS = 8;
const SETTLING = 4;

/**
 * Layered layout of one level: blocks in columns so that links point right, ordered so that few cross, drawn towards
 * their neighbours. Blocks in a column keep `gapY`, columns `gapX`; nothing overlaps. Depends on the order of its input
 * alone, so callers sort it first.
 */
export function layered(
  blocks: readonly Block[],
  links: readonly Link[],
  spacing: Spacing,
): Layered {
  if (blocks.length === 0) return { places: [], width: 0, height: 0 };
  const flow = withoutCycles(blocks.length, links);
  const layers = layersOf(
    flow,
    blocks.map((b) => b.entry),
  );
  const columns = columnsOf(layers, blocks, spacing);
  sortColumns(columns, flow);
  const tops = settle(columns, blocks, flow, spacing);
  const highest = Math.min(...tops);
  const places: Point[] = new Array(blocks.length);
  let x = 0;
  for (const column of columns) {
    for (const i of column) places[i] = { x, y: Math.round((tops[i] ?? 0) - highest) };
    x += widthOf(column, blocks) + spacing.gapX;
  }
  const height = Math.max(...blocks.map((b, i) => (places[i]?.y ?? 0) + b.height));
  return { places, width: x - spacing.gapX, height };
}

/** Orders each column by the mean place of its neighbours on one side, to and fro. */
function sortColumns(columns: number[][], { inward, outward }: Flow): void {
  const place = new Map<number, number>();
  const number = (column: readonly number[]) => {
    // The middle of every column is 0: a short column beside a long one is not drawn to its top.
    column.forEach((block, i) => {
      place.set(block, i - (column.length - 1) / 2);
    });
  };
  for (const column of columns) number(column);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    const neighbours = forward ? inward : outward;
    for (const column of forward ? columns : columns.toReversed()) {
      const wish = new Map(column.map((i) => [i, mean(i, neighbours, place)]));
      column.sort(
        (a, b) =>
          (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || (place.get(a) ?? 0) - (place.get(b) ?? 0),
      );
      number(column);
    }
  }
}

/** Weighted mean of the neighbours' places; a block without neighbours keeps its own, one without any link goes last. */
function mean(block: number, neighbours: Neighbours, place: ReadonlyMap<number, number>): number {
  let sum = 0;
  let weights = 0;
  for (const [next, weight] of neighbours[block] ?? []) {
    sum += (place.get(next) ?? 0) * weight;
    weights += weight;
  }
  return weights === 0 ? (place.get(block) ?? 0) : sum / weights;
}

/** Upper edges of the blocks: as near to the middle of their neighbours as the order in the column allows. */
function settle(
  columns: readonly number[][],
  blocks: readonly Block[],
  { inward, outward }: Flow,
  spacing: Spacing,
): number[] {
  const height = (i: number) => blocks[i]?.height ?? 0;
  const tops = new Array<number>(blocks.length).fill(0);
  for (const column of columns) {
    let y = -heightOf(column, blocks, spacing) / 2;
    for (const i of column) {
      tops[i] = y;
      y += height(i) + spacing.gapY;
    }
  }
  const wishOf = (i: number): number | null => {
    let sum = 0;
    let weights = 0;
    for (const [next, weight] of [...(inward[i] ?? []), ...(outward[i] ?? [])]) {
      sum += ((tops[next] ?? 0) + height(next) / 2) * weight;
      weights += weight;
    }
    return weights === 0 ? null : sum / weights - height(i) / 2;
  };
  for (let pass = 0; pass < SETTLING; pass++) {
    for (const column of pass % 2 === 0 ? columns : columns.toReversed()) {
      const wishes = column.map((i) => wishOf(i) ?? tops[i] ?? 0);
      const settled = spread(wishes, column.map(height), spacing.gapY);
      column.forEach((block, i) => {
        tops[block] = settled[i] ?? 0;
      });
    }
  }
  return tops;
}

/**
 * The tops nearest to the wishes, in least squares, that keep the order and the gap: neighbours that wish to overlap
 * form a cluster which stands at the mean of what its members wish (pool of adjacent violators).
 */
export function spread(
  wishes: readonly number[],
  heights: readonly number[],
  gap: number,
): readonly number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const h of heights) {
    offsets.push(offset);
    offset += h + gap;
  }
  const clusters: { from: number; sum: number; count: number }[] = [];
  wishes.forEach((wish, i) => {
    let cluster = { from: i, sum: wish - (offsets[i] ?? 0), count: 1 };
    for (let last = clusters.at(-1); last !== undefined; last = clusters.at(-1)) {
      if (last.sum / last.count < cluster.sum / cluster.count) break;
      cluster = {
        from: last.from,
        sum: last.sum + cluster.sum,
        count: last.count + cluster.count,
      };
      clusters.pop();
    }
    clusters.push(cluster);
  });
  return clusters.flatMap(({ from, sum, count }) =>
    Array.from({ length: count }, (_, i) => sum / count + (offsets[from + i] ?? 0)),
  );
}
