import type { LatencySample, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import type { Moment } from "./synthetic-prometheus";

/**
 * Buckets per caller and service instead of per pair of workloads, as the coarser query of a large mesh answers.
 *
 * Rates of the workloads behind a service add up; all rows have the same bounds.
 */
export function latencyByService(rows: readonly LatencySample[]): readonly LatencySample[] {
  const sums = new Map<string, LatencySample>();
  for (const row of rows) {
    const { sourceNamespace, sourceWorkload, destinationService, protocol } = row;
    const key = JSON.stringify([sourceNamespace, sourceWorkload, destinationService, protocol]);
    const before = sums.get(key);
    sums.set(key, before === undefined ? withoutCallee(row) : added(before, row));
  }
  return [...sums.values()];
}

const withoutCallee = (row: LatencySample): LatencySample => ({
  ...row,
  destinationNamespace: "",
  destinationWorkload: "",
});

const added = (sum: LatencySample, row: LatencySample): LatencySample => ({
  ...sum,
  counts: sum.counts.map((count, i) => count + (row.counts[i] ?? 0)),
  sumMs: sum.sumMs === null || row.sumMs === null ? null : sum.sumMs + row.sumMs,
  count: sum.count === null || row.count === null ? null : sum.count + row.count,
});

/** A moment at both levels of quantiles. */
export const momentOf = (samples: TrafficSamples): Moment => ({
  workload: samples,
  service: {
    ...samples,
    latency: samples.latency && latencyByService(samples.latency),
    latencyLevel: "service",
  },
});
