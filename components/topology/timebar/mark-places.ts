import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import { type BarScale, shareOf } from "./bar-scale";

/** Where a mark stands and how far its words may reach, both in shares of the bar. */
export type MarkPlace<T> = {
  readonly of: T;
  /** 0..1 from the left. */
  readonly share: number;
  /** Free room for words; `null` where too little is for any. */
  readonly room: number | null;
  /** Of the mark, where its words stand. */
  readonly side: "left" | "right";
};

/** A name that is cut after some letters still says which one; below that it says nothing. */
const LEAST_ROOM = 0.11;
/** Between words and the next mark. */
const GAP = 0.01;

const enough = (room: number): number | null => (room < LEAST_ROOM ? null : room);

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
  const places = shares.map(
    ({ of, share }, i): MarkPlace<T> => ({
      of,
      share,
      room: enough((shares[i + 1]?.share ?? 1) - share - GAP),
      side: "right",
    }),
  );
  return withWordsAtEnd(places);
}

/** What has just happened stands at the right end: its words go to its left, and share the room there with those of the one before. */
function withWordsAtEnd<T>(places: readonly MarkPlace<T>[]): readonly MarkPlace<T>[] {
  const last = places.at(-1);
  if (last === undefined || last.room !== null) return places;
  const before = places.at(-2);
  if (before === undefined) return [{ ...last, room: enough(last.share - GAP), side: "left" }];
  const half = enough((last.share - before.share) / 2 - GAP);
  const room = half ?? enough(last.share - before.share - GAP);
  if (room === null) return places;
  return [...places.slice(0, -2), { ...before, room: half }, { ...last, room, side: "left" }];
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
