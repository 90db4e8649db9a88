import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import type { BarScale } from "./bar-scale";

type Values = readonly (number | null)[];

type Series = {
  readonly times: readonly EpochMs[];
  readonly total: Values;
  readonly failed: Values;
};

/**
 * An answer on the scale that is drawn: one value for each of its steps, a hole where the answer says nothing. The last good answer
 * outlives the minute that it was asked in, and must not slide under the hours of another.
 */
export function onScale<T extends Series>(timeline: T, { from, to, stepMs }: BarScale): T {
  const steps = Math.round((to - from) / stepMs) + 1;
  const times = Array.from({ length: steps }, (_, i) => from + i * stepMs);
  const { times: had } = timeline;
  if (had.length === steps && had.every((at, i) => at === times[i])) return timeline;
  const places = new Map(had.map((at, i) => [at, i]));
  const moved = (values: Values) => times.map((at) => values[places.get(at) ?? -1] ?? null);
  return { ...timeline, times, total: moved(timeline.total), failed: moved(timeline.failed) };
}

/** The last moment of which an answer says something; `null` for none. */
export function knownUntil({ times, total }: Pick<Series, "times" | "total">): EpochMs | null {
  return times[total.findLastIndex((value) => value !== null)] ?? null;
}
