import type { Health } from "../telemetry/health";
import type { EdgeTraffic } from "../telemetry/traffic";
import { foldLargeGraph, type Keep } from "./aggregate";
import { countNeighbours } from "./assemble/count-neighbours";
import { createFigures } from "./assemble/figures-of";
import { makeEdge } from "./assemble/make-edge";
import { makeGroups } from "./assemble/make-groups";
import { makeNode } from "./assemble/make-node";
import { assignParents } from "./assemble/parents";
import { createShares } from "./assemble/share-of";
import { assignTraffic } from "./ends/assign-traffic";
import type { GraphContext } from "./ends/graph-context";
import { addIdleNodes } from "./ends/idle-nodes";
import { cutToScope, hideMatches, markFound, type Parts } from "./filter-graph";
import type { MeshEdge, MeshGraph } from "./mesh-graph";
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
  assignTraffic(context, drafts, inOrder(context));
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
    const groups = makeGroups(context, shown.nodes, shown.edges, shown.nodes);
    return { ...shown, groups, hidden, idleOmitted };
  }
  const folded = fold(context, drafts, shown);
  const aggregates = folded.nodes.filter((n) => n.kind === "aggregate");
  const aggregated = aggregates.reduce((sum, n) => sum + n.count, 0);
  const groups = makeGroups(context, folded.nodes, folded.edges, shown.nodes);
  return { ...folded, groups, hidden: { ...hidden, aggregated }, idleOmitted };
}

/** Traffic by id, so that nothing downstream depends on the order in which samples came. */
function inOrder({ traffic }: GraphContext): readonly EdgeTraffic[] {
  const edges = [...(traffic?.edges.values() ?? [])];
  const ordered = edges.every((edge, i) => i === 0 || (edges[i - 1]?.id ?? "") < edge.id);
  return ordered ? edges : edges.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function assemble(context: GraphContext, drafts: Drafts): Parts {
  const figuresOf = createFigures();
  const shareOf = createShares(context);
  const edges: MeshEdge[] = [];
  for (const draft of drafts.edges.values()) {
    const edge = makeEdge(context, drafts, draft, { figuresOf, shareOf });
    if (edge) edges.push(edge);
  }
  const nodes = [...drafts.nodes.values()].map((draft) => makeNode(context, draft, figuresOf));
  return { nodes: sorted(countNeighbours(drafts, nodes)), edges: sorted(edges) };
}

const sorted = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** Builds again from drafts in which whole namespaces are one node; only what the view shows takes part. */
function fold(context: GraphContext, drafts: Drafts, shown: Parts): Parts {
  const nodeIds = new Set(shown.nodes.map((n) => n.id));
  const edgeIds = new Set(shown.edges.map((e) => e.id));
  const visible: Drafts = {
    nodes: new Map([...drafts.nodes].filter(([id]) => nodeIds.has(id))),
    edges: new Map([...drafts.edges].filter(([id]) => edgeIds.has(id))),
  };
  const folded = foldLargeGraph(context, visible, shown.nodes, keeper(context, shown));
  return markFound(context, assemble(context, folded));
}

/** Selection and pins, what the search found, what is wrong, and both ends of a call that goes wrong. */
function keeper({ view }: GraphContext, { edges }: Parts): Keep {
  const kept = new Set(view.keep);
  for (const { source, target, health } of edges) {
    if (isWrong(health)) kept.add(source).add(target);
  }
  const searching = view.find !== null;
  return (node) => kept.has(node.id) || (searching && node.found) || isWrong(node.health);
}

const isWrong = ({ level }: Health): boolean => level === "failing" || level === "degraded";
