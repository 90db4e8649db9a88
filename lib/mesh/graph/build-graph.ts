import { foldLargeGraph } from "./aggregate";
import { makeEdge } from "./assemble/make-edge";
import { makeGroups } from "./assemble/make-groups";
import { makeNode } from "./assemble/make-node";
import { assignParents } from "./assemble/parents";
import { assignTraffic } from "./ends/assign-traffic";
import type { GraphContext } from "./ends/graph-context";
import { addIdleNodes } from "./ends/idle-nodes";
import { cutToScope, hideMatches, markFound, type Parts } from "./filter-graph";
import type { MeshEdge, MeshGraph, MeshNode } from "./mesh-graph";
import { createDrafts, type Drafts } from "./node-draft";

export type { GraphContext, GraphSettings } from "./ends/graph-context";

/**
 * The topology of a mesh at one moment: what the cluster has, joined with what the metrics saw, cut to a view.
 *
 * Stages: traffic is assigned to nodes and edges, idle objects are added, versions are put under their services, figures and health are
 * computed, the scope and the hide query cut, the find query marks, and a graph that is still too large is folded. The result does not
 * depend on the order of its input; without traffic it is the inventory, all idle.
 */
export function buildGraph(context: GraphContext): MeshGraph {
  const drafts = createDrafts();
  for (const edge of inOrder(context)) assignTraffic(context, drafts, edge);
  const idleOmitted = addIdleNodes(context, drafts);
  assignParents(context, drafts);
  const whole = assemble(context, drafts);
  const inScope = cutToScope(context, whole);
  const shown = markFound(context, hideMatches(context, inScope));
  const hidden = {
    nodes: inScope.nodes.length - shown.nodes.length,
    edges: inScope.edges.length - shown.edges.length,
    aggregated: 0,
  };
  if (shown.nodes.length <= context.view.maxNodes) {
    const groups = makeGroups(context, shown.nodes, shown.edges, new Set());
    return { ...shown, groups, hidden, idleOmitted };
  }
  return { ...fold(context, drafts, shown, hidden), idleOmitted };
}

/** Traffic by id, so that nothing downstream depends on the order in which samples came. */
const inOrder = ({ traffic }: GraphContext) =>
  [...(traffic?.edges.values() ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));

function assemble(context: GraphContext, drafts: Drafts): Parts {
  const edges: MeshEdge[] = [];
  for (const draft of drafts.edges.values()) {
    const edge = makeEdge(context, drafts, draft);
    if (edge) edges.push(edge);
  }
  const nodes = [...drafts.nodes.values()].map((draft) => makeNode(context, draft));
  return { nodes: sorted(counted(nodes, edges)), edges: sorted(edges) };
}

const sorted = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** Callers and callees as an operator counts them: the steps from a service to its own workloads are not calls. */
function counted(nodes: readonly MeshNode[], edges: readonly MeshEdge[]): readonly MeshNode[] {
  const parents = new Map(nodes.map((n) => [n.id, n.parent]));
  const callers = new Map<string, Set<string>>();
  const callees = new Map<string, Set<string>>();
  for (const { source, target } of edges) {
    if (parents.get(target) === source) continue;
    add(callers, target, source);
    add(callees, source, target);
  }
  return nodes.map((n) => ({
    ...n,
    callers: callers.get(n.id)?.size ?? 0,
    callees: callees.get(n.id)?.size ?? 0,
  }));
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

/** Builds again from drafts in which whole namespaces are one node; only what the view shows takes part. */
function fold(
  context: GraphContext,
  drafts: Drafts,
  shown: Parts,
  hidden: MeshGraph["hidden"],
): Omit<MeshGraph, "idleOmitted"> {
  const nodeIds = new Set(shown.nodes.map((n) => n.id));
  const edgeIds = new Set(shown.edges.map((e) => e.id));
  const visible: Drafts = {
    nodes: new Map([...drafts.nodes].filter(([id]) => nodeIds.has(id))),
    edges: new Map([...drafts.edges].filter(([id]) => edgeIds.has(id))),
  };
  const kept = new Set(context.view.keep);
  const searching = context.view.find !== null;
  const keep = (n: MeshNode) =>
    kept.has(n.id) ||
    (searching && n.found) ||
    n.health.level === "failing" ||
    n.health.level === "degraded";
  const folded = foldLargeGraph(context, visible, shown.nodes, keep);
  const parts = markFound(context, assemble(context, folded.drafts));
  const nodes = parts.nodes.map((n) => ({ ...n, count: folded.counts.get(n.id) ?? 1 }));
  const aggregated = [...folded.counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    nodes,
    edges: parts.edges,
    groups: makeGroups(context, nodes, parts.edges, folded.collapsed),
    hidden: { ...hidden, aggregated },
  };
}
