import type { MeshEdge, MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import { edge, graphOf, group, node } from "./graph-builder";

/** A repeatable source of numbers in 0..1. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const SERVICES_PER_NAMESPACE = 12;
const EDGES_PER_NODE = 2.2;

/**
 * A mesh of `count` services for measuring: namespaces of twelve, two of three calls inside them, the rest to later
 * ones. The same numbers give the same mesh.
 */
export function largeGraph(count: number, seed = 7): MeshGraph {
  const random = seeded(seed);
  const spaces = Math.max(1, Math.round(count / SERVICES_PER_NAMESPACE));
  const ids = Array.from(
    { length: count },
    (_, i) => `team-${String(i % spaces).padStart(2, "0")}/service-${i}`,
  );
  const level = (): HealthLevel => {
    const r = random();
    return r < 0.02 ? "failing" : r < 0.05 ? "degraded" : "healthy";
  };
  const nodes = ids.map((id) => {
    const state = level();
    const errors = state === "failing" ? 0.3 : state === "degraded" ? 0.02 : 0;
    return node(id, { rps: 10 ** (random() * 3), errors, p95: 5 + random() * 300, level: state });
  });
  const edges = new Map<string, MeshEdge>();
  for (let i = 0; i < count * EDGES_PER_NODE; i++) {
    const from = Math.floor(random() * count);
    const inside = random() < 0.65;
    const away = inside
      ? spaces * Math.ceil(random() * 6)
      : Math.ceil(random() * Math.max(1, count * 0.3));
    const to = (from + away) % count;
    if (from === to) continue;
    const drawn = edge(`${ids[from]} → ${ids[to]}`, {
      rps: 10 ** (random() * 2.7),
      level: level(),
    });
    edges.set(drawn.id, drawn);
  }
  const groups = Array.from({ length: spaces }, (_, i) =>
    group(`team-${String(i).padStart(2, "0")}`, {
      services: Math.ceil((count - i) / spaces),
      requestsPerSecond: 50 + i,
    }),
  );
  return graphOf(nodes, [...edges.values()], groups);
}
