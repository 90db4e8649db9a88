import { compileQuery } from "../query/match";
import type { GraphContext } from "./ends/graph-context";
import type { MeshEdge, MeshNode } from "./mesh-graph";
import { querySubjects } from "./query-subject";

export type Parts = { readonly nodes: readonly MeshNode[]; readonly edges: readonly MeshEdge[] };

/**
 * Leaves out what is not in scope: an edge stays when either of its ends is in a chosen namespace, a node when it is in one or at the
 * other end of such an edge.
 */
export function cutToScope({ view }: GraphContext, parts: Parts): Parts {
  if (view.namespaces === null) return parts;
  const chosen = new Set(view.namespaces);
  const inScope = new Set(
    parts.nodes.filter((n) => n.namespace !== null && chosen.has(n.namespace)).map((n) => n.id),
  );
  const edges = parts.edges.filter((e) => inScope.has(e.source) || inScope.has(e.target));
  const touched = new Set([...inScope, ...edges.flatMap((e) => [e.source, e.target])]);
  const parents = new Set(
    parts.nodes.flatMap((n) => (touched.has(n.id) && n.parent ? [n.parent] : [])),
  );
  const nodes = parts.nodes.filter((n) => touched.has(n.id) || parents.has(n.id));
  return { nodes, edges };
}

/** Takes away what the hide query matches: such nodes with their edges, and such edges alone. */
export function hideMatches({ view, index }: GraphContext, parts: Parts): Parts {
  if (view.hide === null) return parts;
  const subjects = querySubjects(index, parts);
  const matches = compileQuery(view.hide);
  const hidden = new Set(parts.nodes.filter((n) => matches(subjects.ofNode(n))).map((n) => n.id));
  const isGone = (node: MeshNode) =>
    hidden.has(node.id) || (node.parent !== null && hidden.has(node.parent));
  const nodes = parts.nodes.filter((n) => !isGone(n));
  const left = new Set(nodes.map((n) => n.id));
  const edges = parts.edges.filter(
    (e) => left.has(e.source) && left.has(e.target) && !matches(subjects.ofEdge(e)),
  );
  return { nodes, edges };
}

/** Marks what the find query matches. An edge that matches lights its ends, so that a hit is never a thread without places. */
export function markFound({ view, index }: GraphContext, parts: Parts): Parts {
  if (view.find === null) return parts;
  const subjects = querySubjects(index, parts);
  const matches = compileQuery(view.find);
  const edges = parts.edges.map((e) => ({ ...e, found: matches(subjects.ofEdge(e)) }));
  const lit = new Set(edges.filter((e) => e.found).flatMap((e) => [e.source, e.target]));
  const nodes = parts.nodes.map((n) => ({
    ...n,
    found: lit.has(n.id) || matches(subjects.ofNode(n)),
  }));
  return { nodes, edges };
}
