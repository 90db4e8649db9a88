import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import type { TickOutcome } from "@/server/live/observer";
import type { LiveMesh } from "./live-mesh";

/** What a viewer sees of a mesh apart from figures: every node and edge with its health. */
export function sights(mesh: LiveMesh): ReadonlyMap<string, HealthLevel> {
  const { edges, nodes } = mesh.graph();
  return new Map([...nodes, ...edges].map(({ id, health }) => [id, health.level]));
}

/** Counts how readings of the metrics source ended, to be given to the hub as a part of its observer. */
export function tickCounter() {
  const counts: Record<TickOutcome, number> = { ok: 0, partial: 0, failed: 0 };
  return {
    counts,
    ticked(reading: "traffic" | "latency" | "probe", _ms: number, outcome: TickOutcome) {
      if (reading === "traffic") counts[outcome] += 1;
    },
  };
}
