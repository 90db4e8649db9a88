import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { ChartMeasure, TrafficSelector, WorkloadSelector } from "@/lib/mesh/telemetry/range";
import type { EdgeLabels } from "@/lib/mesh/telemetry/traffic";
import type { Subject } from "../subject";

/** What to ask the metrics source for the history of a selection. */
export type HistoryScope = {
  readonly selector: TrafficSelector;
  readonly measures: readonly ChartMeasure[];
};

/** The server takes no longer lists; a chart of so many would say nothing. */
const MOST_SELECTORS = 100;

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

const workloadKey = (w: WorkloadSelector): string => `${w.cluster}/${w.namespace}/${w.workload}`;

const sourcesOf = (labels: readonly EdgeLabels[]) =>
  unique(
    labels.map((l) => ({
      cluster: l.sourceCluster,
      namespace: l.sourceNamespace,
      workload: l.sourceWorkload,
    })),
    workloadKey,
  );

/** A record without a workload carries the buckets of a whole service and names nobody. */
const destinationsOf = (labels: readonly EdgeLabels[]) =>
  unique(
    labels
      .filter((l) => l.destinationWorkload !== "")
      .map((l) => ({
        cluster: l.destinationCluster,
        namespace: l.destinationNamespace,
        workload: l.destinationWorkload,
      })),
    workloadKey,
  );

const hostsOf = (labels: readonly EdgeLabels[]) =>
  unique(
    labels.map((l) => l.destinationService).filter((host) => host !== ""),
    (host) => host,
  );

/** The source's word is taken where it reported at all: it sees requests that never arrived. */
const reporterOf = (edges: readonly MeshEdge[]): TrafficSelector["reporter"] =>
  edges.every((edge) => edge.reporter === "destination") ? "destination" : "source";

const measuresOf = (edges: readonly MeshEdge[]): readonly ChartMeasure[] => {
  const tcp = edges.some((edge) => edge.protocol === "tcp");
  const requests = edges.some((edge) => edge.protocol !== "tcp");
  return [
    ...(requests ? (["requests", "latency"] as const) : []),
    ...(tcp ? (["tcp"] as const) : []),
  ];
};

type Lists = Omit<TrafficSelector, "reporter">;

function scopeOf(edges: readonly MeshEdge[], lists: Lists): HistoryScope | "too-many" | null {
  if (edges.length === 0) return null;
  const given = Object.entries(lists).filter(([, list]) => list.length > 0);
  if (given.length === 0) return null;
  if (given.some(([, list]) => list.length > MOST_SELECTORS)) return "too-many";
  const selector: TrafficSelector = { reporter: reporterOf(edges), ...Object.fromEntries(given) };
  return { selector, measures: measuresOf(edges) };
}

/**
 * The series of a node or edge, by the labels under which the metrics know it.
 *
 * A node is charted by what comes in; one that nobody calls by what it sends. `null` where nothing was seen.
 */
export function historyScope(graph: MeshGraph, subject: Subject): HistoryScope | "too-many" | null {
  if (subject.type === "edge") return edgeScope(subject.edge, subject.target);
  const { node } = subject;
  const into = graph.edges.filter((edge) => edge.target === node.id);
  const labels = (edges: readonly MeshEdge[]) => edges.flatMap((edge) => edge.labels);
  if (into.length > 0) {
    return scopeOf(into, receiverLists(node, labels(into)));
  }
  const outOf = graph.edges.filter((edge) => edge.source === node.id);
  return scopeOf(outOf, { sources: sourcesOf(labels(outOf)) });
}

function edgeScope(edge: MeshEdge, target: MeshNode): HistoryScope | "too-many" | null {
  const sources = sourcesOf(edge.labels);
  return scopeOf([edge], { sources, ...receiverLists(target, edge.labels) });
}

/** A service is known by its hosts, whoever answers; a workload by its name, and for requests from outside its service too. */
function receiverLists(node: MeshNode, labels: readonly EdgeLabels[]): Lists {
  const isWorkload = node.kind === "workload" || node.kind === "app";
  const destinations = destinationsOf(labels);
  if (isWorkload && destinations.length > 0) return { destinations };
  return { services: hostsOf(labels) };
}
