import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { bareKind, type Kind } from "@/lib/mesh/model/kinds";
import type { ClusterReading } from "@/lib/mesh/model/reading";

/** Why no more objects apply to a selection than are listed, or why that cannot be said. */
export type Absence = "none" | "no-target" | "target-unread" | "unread";

/** Kinds of Istio and of the Gateway API have their group in their name. */
const isConfig = (kind: Kind): boolean => kind !== bareKind(kind);

/**
 * Whether it is a fact that nothing else applies to these nodes: not where what they stand for cannot be read, nor where objects of
 * some kind cannot.
 */
export function absenceOf(ends: readonly MeshNode[], readings: readonly ClusterReading[]): Absence {
  const clusters = new Set(ends.map(({ cluster }) => cluster));
  const read = readings.filter(({ cluster }) => clusters.has(cluster));
  const all =
    read.length === clusters.size &&
    read.every(({ current, unread }) => current && !unread.some(({ kind }) => isConfig(kind)));
  if (ends.some(({ refs }) => refs.length > 0)) return all ? "none" : "unread";
  const doubted = ends.some(
    ({ why }) => why?.code === "not-readable" || why?.code === "not-watched",
  );
  return doubted ? "target-unread" : "no-target";
}
