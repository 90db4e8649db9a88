import type { Health } from "../telemetry/health";
import type { EdgeTraffic } from "../telemetry/traffic";
import { foldLargeGraph, type Keep } from "./aggregate";
import { makeEdge } from "./assemble/make-edge";
import { makeGroups } from "./assemble/make-groups";
import { makeNode } from "./assemble/make-node";
import { readingOf } from "./assemble/slot-lists";
import type { GraphContext } from "./ends/graph-context";
import { cutToScope, hideMatches, markFound, type Parts } from "./filter-graph";
import type { MeshGraph } from "./mesh-graph";
import type { Drafts } from "./node-draft";
import { type Shapes, shapesOf, structureOf } from "./structure";

export type { GraphContext, GraphSettings } from "./ends/graph-context";

/**
 * The topology of a mesh at one moment: what the cluster has, joined with what the metrics saw, cut to a view.
 *
 * Stages: the structure (`structureOf`), figures and health on it; then the scope and the hide query cut, the find query marks, and a
 * graph that is still too large is folded. The result does not depend on the order of its input; without traffic it is the inventory,
 * all idle.
 */
export function buildGraph(context: GraphContext): MeshGraph {
  const records = inOrder(context);
  const { drafts, idleOmitted, shapes } = structureOf(context, records);
  const whole = assemble(context, shapes, records);
  const inScope = cutToScope(context, whole);
  const shown = markFound(context, hideMatches(context, inScope));
  const hidden = {
    nodes: inScope.nodes.length - shown.nodes.length,
    edges: inScope.edges.length - shown.edges.length,
    aggregated: 0,
  };
  if (shown.nodes.length <= context.view.maxNodes) {
    const groups = makeGroups(context, shown.nodes, shown.nodes, whole);
    return { ...shown, groups, hidden, idleOmitted };
  }
  const folded = fold(context, { drafts, records }, shown);
  const aggregates = folded.nodes.filter((n) => n.kind === "aggregate");
  const aggregated = aggregates.reduce((sum, n) => sum + n.count, 0);
  const groups = makeGroups(context, folded.nodes, shown.nodes, whole);
  return { ...folded, groups, hidden: { ...hidden, aggregated }, idleOmitted };
}

/** Traffic by id, so that nothing downstream depends on the order in which samples came. */
function inOrder({ traffic }: GraphContext): readonly EdgeTraffic[] {
  const edges = [...(traffic?.edges.values() ?? [])];
  const ordered = edges.every((edge, i) => i === 0 || (edges[i - 1]?.id ?? "") < edge.id);
  return ordered ? edges : edges.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Puts the figures of one moment on shapes. */
function assemble(
  context: GraphContext,
  { nodes, edges, lists }: Shapes,
  records: readonly EdgeTraffic[],
): Parts {
  const reading = readingOf(records, lists);
  return {
    nodes: nodes.map((shape) => makeNode(context, shape, reading)),
    edges: edges.map((shape) => makeEdge(context, shape, reading)),
  };
}

/** Builds again from drafts in which whole namespaces are one node; only what the view shows takes part. */
function fold(
  context: GraphContext,
  { drafts, records }: { readonly drafts: Drafts; readonly records: readonly EdgeTraffic[] },
  shown: Parts,
): Parts {
  const nodeIds = new Set(shown.nodes.map((n) => n.id));
  const edgeIds = new Set(shown.edges.map((e) => e.id));
  const visible: Drafts = {
    ...drafts,
    nodes: new Map([...drafts.nodes].filter(([id]) => nodeIds.has(id))),
    edges: new Map([...drafts.edges].filter(([id]) => edgeIds.has(id))),
  };
  const folded = foldLargeGraph(context, visible, shown.nodes, keeper(context, shown));
  const shapes = shapesOf(context, folded, records);
  return markFound(context, assemble(context, shapes, records));
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
