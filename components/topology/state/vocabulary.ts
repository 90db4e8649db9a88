import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { Vocabulary } from "@/lib/mesh/query/complete";
import { GRAPH_TERMS } from "@/lib/mesh/query/fields";

/** The names, versions and labels that completion may offer for a graph. */
export function vocabularyOf(index: MeshIndex, graph: MeshGraph): Vocabulary {
  const names = sortedUnique(graph.nodes.map((node) => node.name));
  const workloads = index.all("Workload");
  return {
    terms: GRAPH_TERMS,
    names,
    values: {
      ns: sortedUnique(graph.nodes.flatMap((node) => node.namespace ?? [])),
      app: sortedUnique(graph.nodes.flatMap((node) => node.app ?? [])),
      version: sortedUnique(graph.nodes.flatMap((node) => node.version ?? [])),
      name: names,
      from: names,
      to: names,
      service: sortedUnique(index.all("Service").map((s) => s.meta.name)),
      workload: sortedUnique(workloads.map((w) => w.meta.name)),
      cluster: index.clusters,
      via: sortedUnique(graph.nodes.filter((n) => n.gateway !== null).map((n) => n.name)),
      flag: sortedUnique(graph.edges.flatMap((e) => e.figures.responses.map((r) => r.flags))),
      code: sortedUnique(graph.edges.flatMap((e) => e.figures.responses.map((r) => r.code))),
    },
    labels: labelsOf(workloads.map((w) => w.podLabels)),
  };
}

function labelsOf(
  all: readonly Readonly<Record<string, string>>[],
): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, Set<string>>();
  for (const labels of all) {
    for (const [key, value] of Object.entries(labels)) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return new Map([...values].sort().map(([key, set]) => [key, [...set].sort()]));
}

const sortedUnique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
