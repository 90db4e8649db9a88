import type { EdgeLabels, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { seededRandom } from "../statistics.mjs";

const edgeKey = (labels: EdgeLabels): string =>
  JSON.stringify([
    labels.sourceNamespace,
    labels.sourceWorkload,
    labels.destinationNamespace,
    labels.destinationWorkload,
    labels.destinationService,
  ]);

const FACTOR = 1.2;

/** The same samples with a fifth more of everything on a share of the edges, rounded up; the seed chooses which. */
export function withChanges(samples: TrafficSamples, share: number, seed: number): TrafficSamples {
  const next = seededRandom(seed);
  const drawn = [...new Set((samples.requests ?? []).map(edgeKey))]
    .map((key) => ({ key, order: next() }))
    .sort((a, b) => a.order - b.order);
  const chosen = new Set(drawn.slice(0, Math.ceil(drawn.length * share)).map((edge) => edge.key));
  const factor = (labels: EdgeLabels) => (chosen.has(edgeKey(labels)) ? FACTOR : 1);
  const moved = <T extends EdgeLabels & { readonly rate: number }>(rows: readonly T[] | null) =>
    rows?.map((row) => ({ ...row, rate: row.rate * factor(row) })) ?? null;
  return {
    ...samples,
    requests: moved(samples.requests),
    unproxied: moved(samples.unproxied),
    security: moved(samples.security),
    latency:
      samples.latency?.map((row) => ({
        ...row,
        counts: row.counts.map((count) => count * factor(row)),
        sumMs: row.sumMs === null ? null : row.sumMs * factor(row),
        count: row.count === null ? null : row.count * factor(row),
      })) ?? null,
  };
}
