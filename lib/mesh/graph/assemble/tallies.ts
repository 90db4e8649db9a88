import type { EdgeTraffic } from "../../telemetry/traffic";

/** Requests per second of some records, or of those of their answers whose flags count. */
export function rateOf(
  traffic: readonly Pick<EdgeTraffic, "responses">[],
  counts: (flags: string) => boolean = () => true,
): number {
  let sum = 0;
  for (const { responses } of traffic) {
    for (const { flags, rate } of responses) if (counts(flags)) sum += rate;
  }
  return sum;
}

/** Each value once, in order, without the empty one. */
export function sortedUnique(values: readonly string[]): readonly string[] {
  const [first] = values;
  if (first === undefined) return [];
  if (first !== "" && values.every((value) => value === first)) return [first];
  const distinct = new Set(values);
  distinct.delete("");
  return [...distinct].sort();
}
