import "server-only";
import type { Engine } from "./engine";
import { LATENCY_BOUNDS } from "./latency";
import type { Plan } from "./plan";
import { blockOf, type Row } from "./rows";

/** Requests of one kind in a window. */
export type Tally = {
  readonly row: Row;
  /** Requests (TCP: connections). */
  readonly n: number;
  /** By the duration buckets of Istio, cumulative, `+Inf` last; `null` when not asked for, or for TCP. */
  readonly buckets: Float64Array | null;
  readonly sumMs: number;
};

/**
 * What was counted in the seconds from `from` up to but not including `to`. Kinds without a request are left out.
 *
 * @param durations whether buckets are wanted; they cost more than all the rest
 */
export function tally(
  engine: Engine,
  from: number,
  to: number,
  durations: boolean,
): readonly Tally[] {
  const sums = new Map<
    string,
    { row: Row; n: number; buckets: Float64Array | null; sumMs: number }
  >();
  for (const { plan, block, counts } of blocks(engine, from, to)) {
    plan.rows.forEach((row, i) => {
      const n = counts[i] ?? 0;
      if (n === 0) return;
      const sum = sums.get(row.key) ?? { row, n: 0, buckets: null, sumMs: 0 };
      sums.set(row.key, sum);
      sum.row = row;
      sum.n += n;
      if (!durations || row.protocol === "tcp") return;
      const { shares, meanMs } = row.durations(block);
      sum.buckets ??= new Float64Array(LATENCY_BOUNDS.length + 1);
      addScaled(sum.buckets, shares, n);
      sum.sumMs += n * meanMs;
    });
  }
  return [...sums.values()];
}

/** `to[i] += from[i] * factor` */
export function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (from[i] ?? 0) * factor;
}

type Block = { readonly plan: Plan; readonly block: number; readonly counts: Float64Array };

/** Neighbouring seconds with the same plan and the same latency, added up. */
function blocks(engine: Engine, from: number, to: number): readonly Block[] {
  const found: Block[] = [];
  for (let second = from; second < to; second++) {
    const { plan, counts } = engine.at(second);
    const block = blockOf(second);
    const last = found.at(-1);
    if (last?.plan === plan && last.block === block) addScaled(last.counts, counts, 1);
    else found.push({ plan, block, counts: counts.slice() });
  }
  return found;
}
