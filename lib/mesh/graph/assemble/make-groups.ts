import { meshOf } from "../../model/namespace-mesh";
import { worstHealth } from "../../telemetry/health-rules";
import type { GraphContext } from "../ends/graph-context";
import type { MeshEdge, MeshGroup, MeshNode } from "../mesh-graph";

/** One group per namespace that has a node, sorted by id. */
export function makeGroups(
  context: GraphContext,
  nodes: readonly MeshNode[],
  edges: readonly MeshEdge[],
  collapsed: ReadonlySet<string>,
): readonly MeshGroup[] {
  const members = new Map<string, MeshNode[]>();
  for (const node of nodes) {
    if (node.group === null) continue;
    const list = members.get(node.group);
    if (list) list.push(node);
    else members.set(node.group, [node]);
  }
  const rates = crossingRates(nodes, edges);
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, inside]) => groupOf(context, id, inside, rates.get(id) ?? 0, collapsed));
}

function groupOf(
  context: GraphContext,
  id: string,
  inside: readonly MeshNode[],
  requestsPerSecond: number,
  collapsed: ReadonlySet<string>,
): MeshGroup {
  const [first] = inside;
  const cluster = first?.cluster ?? "";
  const namespace = first?.namespace ?? "";
  const found = context.index.find("Namespace", cluster, "", namespace);
  return {
    id,
    cluster,
    namespace,
    nodes: inside.reduce((sum, node) => sum + node.count, 0),
    services: inside.filter((node) => node.kind === "service").length,
    requestsPerSecond,
    health: worstHealth(inside.map((node) => node.health)),
    mesh: found ? meshOf(found) : null,
    open: !collapsed.has(id),
  };
}

/** Requests that come into a group from outside it; where none do (a gateway's own namespace), those that leave it. */
function crossingRates(
  nodes: readonly MeshNode[],
  edges: readonly MeshEdge[],
): ReadonlyMap<string, number> {
  const groups = new Map(nodes.map((node) => [node.id, node.group]));
  const into = new Map<string, number>();
  const outOf = new Map<string, number>();
  for (const { source, target, figures } of edges) {
    const [from, to] = [groups.get(source) ?? null, groups.get(target) ?? null];
    if (from === to) continue;
    if (to !== null) into.set(to, (into.get(to) ?? 0) + figures.requestsPerSecond);
    if (from !== null) outOf.set(from, (outOf.get(from) ?? 0) + figures.requestsPerSecond);
  }
  return new Map([...outOf, ...into].map(([id]) => [id, into.get(id) ?? outOf.get(id) ?? 0]));
}
