import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey, refOf } from "@/lib/mesh/model/resource";
import type { Selection } from "@/lib/view/selection";
import { selectedIn } from "../state/selected";

/**
 * The services whose requests a selection is about: of a service itself; of a workload or version those that it stands behind; of an edge
 * those at its end. Empty where requests cannot be divided by a rule: an external host, a box, nothing.
 */
export function splitSubjects(
  graph: MeshGraph,
  index: MeshIndex,
  selection: Selection | null,
): readonly ResourceRef[] {
  const selected = selection === null ? null : selectedIn(graph, selection);
  if (selected?.type === "node") return servicesOf(selected.node, graph, index);
  if (selected?.type === "edge") return servicesOf(selected.target, graph, index);
  return [];
}

function servicesOf(node: MeshNode, graph: MeshGraph, index: MeshIndex): readonly ResourceRef[] {
  const own = node.refs.filter(({ kind }) => kind === "Service");
  if (own.length > 0) return own;
  const parent = graph.nodes.find(({ id }) => id === node.parent);
  const fronting = parent?.refs.filter(({ kind }) => kind === "Service") ?? [];
  if (fronting.length > 0) return fronting;
  const behind = node.refs.flatMap(({ kind, cluster, namespace, name }) => {
    const workload = kind === "Workload" ? index.find(kind, cluster, namespace, name) : null;
    return workload === null ? [] : index.servicesOf(workload).map(refOf);
  });
  return [...new Map(behind.map((ref) => [refKey(ref), ref])).values()];
}
