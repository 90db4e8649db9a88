import { cleanBuckets, mergeBuckets } from "../quantiles";
import type { EdgeLabels, EdgeTraffic, LatencySample, Traffic, TrafficSamples } from "../traffic";
import { bareEdge, groupByEdge, requestProtocol } from "./edge-rows";
import { isRate, quantise, sumExactly } from "./quantise";

type Timing = Pick<EdgeTraffic, "latency" | "averageMs">;

/**
 * The edges with their buckets, and behind them, where latency is asked for per service, edges without a destination
 * workload that carry the buckets of a caller and service.
 *
 * Without an answer the former buckets stay, on edges that still exist; a carrier exists as long as its caller has an
 * edge to that service.
 */
export function latencyEdges(
  { latency, latencyLevel }: TrafficSamples,
  edges: ReadonlyMap<string, EdgeTraffic>,
  previous: Traffic | null,
): readonly EdgeTraffic[] {
  const timings =
    latency === null ? formerTimings(previous) : timingsOf(latency, latencyLevel === "service");
  const loose = timings.filter(({ edge }) => isCarrier(edge) && !edges.has(edge.id));
  const calls = loose.length === 0 ? [] : [...edges.values()];
  const called = new Set(calls.map((edge) => callKey(edge.labels, edge.protocol)));
  const carriers = loose.filter(({ edge }) => called.has(callKey(edge.labels, edge.protocol)));
  const byId = new Map(timings.map(({ edge, timing }) => [edge.id, timing]));
  return [
    ...[...edges.values()].map((edge) => timed(edge, byId.get(edge.id))),
    ...carriers.map(({ edge, timing }) => timed(edge, timing)),
  ];
}

/** Its parts by name: a literal of two spreads takes many times the memory, for every edge of every tick. */
const timed = (edge: EdgeTraffic, timing: Timing | undefined): EdgeTraffic =>
  timing === undefined ? edge : { ...edge, latency: timing.latency, averageMs: timing.averageMs };

const isCarrier = (edge: EdgeTraffic): boolean => edge.labels.destinationWorkload === "";

const callKey = (labels: EdgeLabels, protocol: string): string =>
  JSON.stringify([
    protocol,
    labels.sourceCluster,
    labels.sourceNamespace,
    labels.sourceWorkload,
    labels.destinationService,
  ]);

type TimedEdge = { readonly edge: EdgeTraffic; readonly timing: Timing };

function formerTimings(previous: Traffic | null): readonly TimedEdge[] {
  return [...(previous?.edges.values() ?? [])]
    .filter((edge) => edge.latency !== null || edge.averageMs !== null)
    .map((edge) => ({
      edge: bareEdge(edge.labels, edge.protocol, edge.reporter),
      timing: { latency: edge.latency, averageMs: edge.averageMs },
    }));
}

function timingsOf(samples: readonly LatencySample[], perService: boolean): readonly TimedEdge[] {
  const rows = perService
    ? samples.map((row) => ({
        ...row,
        destinationCluster: "",
        destinationNamespace: "",
        destinationWorkload: "",
      }))
    : samples;
  return [...groupByEdge(rows, (row) => requestProtocol(row.protocol)).values()].flatMap(
    (group) => {
      const [first] = group;
      const reporter = first.sourceWorkload === "unknown" ? "destination" : "source";
      const timing = { latency: bucketsOf(group), averageMs: averageOf(group) };
      if (timing.latency === null && timing.averageMs === null) return [];
      return [{ edge: bareEdge(first, requestProtocol(first.protocol), reporter), timing }];
    },
  );
}

function bucketsOf(rows: readonly LatencySample[]): EdgeTraffic["latency"] {
  const merged = mergeBuckets(rows.flatMap((row) => cleanBuckets(row.bounds, row.counts) ?? []));
  return merged && { bounds: merged.bounds, counts: merged.counts.map(quantise) };
}

function averageOf(rows: readonly LatencySample[]): number | null {
  const sums: number[] = [];
  const counts: number[] = [];
  for (const { sumMs, count } of rows) {
    if (sumMs === null || count === null || !isRate(sumMs) || !isRate(count)) continue;
    sums.push(sumMs);
    counts.push(count);
  }
  const count = sumExactly(counts);
  return count > 0 ? quantise(sumExactly(sums) / count) : null;
}
