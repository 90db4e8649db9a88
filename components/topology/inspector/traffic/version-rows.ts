import type { ConfiguredPart, Figures, MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health } from "@/lib/mesh/telemetry/health";

/** One version behind a service: what is set and what is seen. */
export type VersionRow = {
  /** Id of its node; `null` for requests that reached nobody. */
  readonly target: string | null;
  readonly label: string | null;
  readonly health: Health;
  readonly configured: ConfiguredPart | null;
  /** Some route divides the requests, so that a version without a share has none on purpose. */
  readonly isSplit: boolean;
  readonly share: number | null;
  readonly figures: Figures | null;
};

const UNKNOWN: Health = { level: "unknown", reasons: [] };

const labelOf = (node: MeshNode): string => node.version ?? node.name;

/**
 * How requests of an edge divide among what stands behind the service. Versions first by name; requests that reached nobody
 * last. Versions that got nothing are there too: a set share that is not seen is news.
 */
export function versionRows(
  edge: MeshEdge,
  nodes: ReadonlyMap<string, MeshNode>,
): readonly VersionRow[] {
  const isSplit = edge.split.some((part) => part.configured !== null);
  const parts = edge.split.map((part): VersionRow => {
    const node = part.target === null ? undefined : nodes.get(part.target);
    return {
      target: part.target,
      label: node === undefined ? null : labelOf(node),
      health: node?.health ?? UNKNOWN,
      configured: part.configured,
      isSplit,
      share: part.share,
      figures: part.figures,
    };
  });
  return parts.sort(inOrder);
}

/** The versions of a service or app by all that comes in, from whomever; `configured` is told per edge. */
export function versionRowsOfNode(
  node: MeshNode,
  nodes: ReadonlyMap<string, MeshNode>,
): readonly VersionRow[] {
  const versions = [...nodes.values()].filter((n) => n.parent === node.id);
  const rateOf = (n: MeshNode) => n.inbound?.requestsPerSecond ?? 0;
  const total = versions.reduce((sum, n) => sum + rateOf(n), 0);
  return versions
    .map((n) => ({
      target: n.id,
      label: labelOf(n),
      health: n.health,
      configured: null,
      isSplit: false,
      share: total > 0 ? rateOf(n) / total : null,
      figures: n.inbound,
    }))
    .sort(inOrder);
}

function inOrder(a: VersionRow, b: VersionRow): number {
  if (a.label === null || b.label === null)
    return a.label === b.label ? 0 : a.label === null ? 1 : -1;
  return a.label.localeCompare(b.label, "en", { numeric: true });
}

/** The colour of each version in table and charts: the busiest is the baseline, the rest are looked at. */
export function versionColors(rows: readonly VersionRow[]): ReadonlyMap<string, string> {
  const seen = rows.filter((row) => (row.figures?.requestsPerSecond ?? 0) > 0);
  const byRate = [...seen].sort(
    (a, b) => (b.figures?.requestsPerSecond ?? 0) - (a.figures?.requestsPerSecond ?? 0),
  );
  const order = [2, 1, 3, 4, 5, 6, 7, 8];
  return new Map(
    byRate.flatMap((row, i) =>
      row.label === null
        ? []
        : [[row.label, `var(--h-series-${order[i % order.length]})`] as const],
    ),
  );
}
