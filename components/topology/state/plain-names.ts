import { unturned } from "@/lib/format/visible";
import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";

/**
 * The graph with names as they are stored: what would turn the direction of text is written out, so that no workload can look like
 * another one. Metrics carry whatever a workload calls itself. What is asked of the server goes by ids, which stay; where nothing is
 * written out the graph is the same object.
 */
export function withPlainNames(graph: MeshGraph): MeshGraph {
  const nodes = graph.nodes.map(plain);
  return nodes.every((node, i) => node === graph.nodes[i]) ? graph : { ...graph, nodes };
}

function plain(node: MeshNode): MeshNode {
  const name = unturned(node.name);
  const version = node.version === null ? null : unturned(node.version);
  return name === node.name && version === node.version ? node : { ...node, name, version };
}
