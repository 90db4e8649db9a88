import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import { type BarScale, shareOf } from "./bar-scale";

/** Where a mark stands and how far its words may reach, both in shares of the bar. */
export type MarkPlace<T> = {
  readonly of: T;
  /** 0..1 from the left. */
  readonly share: number;
  /** Free room at its right; `null` where too little is for any words. */
  readonly room: number | null;
};

/** A name that is cut after some letters still says which one; below that it says nothing. */
const LEAST_ROOM = 0.11;
/** Between the words of one mark and the next mark. */
const GAP = 0.01;

/** Places of what happened within the bar, from the left; what lies outside has none. */
export function markPlaces<T>(
  scale: BarScale,
  things: readonly T[],
  timeOf: (thing: T) => EpochMs,
): readonly MarkPlace<T>[] {
  const shares = things
    .filter((thing) => timeOf(thing) >= scale.from && timeOf(thing) <= scale.to + scale.stepMs)
    .map((thing) => ({ of: thing, share: shareOf(scale, timeOf(thing)) }))
    .sort((a, b) => a.share - b.share);
  return shares.map(({ of, share }, i) => {
    const room = (shares[i + 1]?.share ?? 1) - share - GAP;
    return { of, share, room: room < LEAST_ROOM ? null : room };
  });
}

/** What happened in the step around a moment; the newest of them, `null` where nothing did. */
export const nearest = <T>(
  { stepMs }: BarScale,
  things: readonly T[],
  timeOf: (thing: T) => EpochMs,
  at: EpochMs,
): T | null =>
  things.reduce<T | null>((best, thing) => {
    if (Math.abs(timeOf(thing) - at) > stepMs) return best;
    return best === null || timeOf(thing) > timeOf(best) ? thing : best;
  }, null);
