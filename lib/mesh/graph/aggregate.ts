import { groupId } from "./assemble/make-node";
import type { GraphContext } from "./ends/graph-context";
import type { MeshNode } from "./mesh-graph";
import {
  createDrafts,
  type Drafts,
  type EdgeDraft,
  edgeDraft,
  type NodeDraft,
  nodeDraft,
} from "./node-draft";

/** Never folded away: what is wrong, what is kept by hand (selection, pins), and what the search found. */
export type Keep = (node: MeshNode) => boolean;

export type Folded = {
  readonly drafts: Drafts;
  /** How many nodes each aggregate stands for, by its id. */
  readonly counts: ReadonlyMap<string, number>;
  /** Groups that were folded. */
  readonly collapsed: ReadonlySet<string>;
};

/**
 * Folds namespaces into one node each, the largest first, until the graph has at most `maxNodes` nodes; when there are more
 * namespaces than that, whole clusters. Namespaces opened by hand stay open. Traffic moves with its nodes, so rates of an aggregate's
 * edges are sums and its quantiles come from merged buckets.
 */
export function foldLargeGraph(
  { view }: GraphContext,
  drafts: Drafts,
  nodes: readonly MeshNode[],
  keep: Keep,
): Folded {
  const opened = new Set(view.opened);
  const kept = keptIds(nodes, keep);
  const folded = new Map<string, string>();
  let left = nodes.length;
  for (const { id, members } of groupsBySize(nodes)) {
    if (left <= view.maxNodes) break;
    const away = opened.has(id) ? [] : members.filter((n) => !kept.has(n.id));
    if (away.length < 2) continue;
    for (const node of away) folded.set(node.id, aggregateId(id));
    left -= away.length - 1;
  }
  if (left > view.maxNodes) foldClusters(nodes, folded, opened);
  return redirect(drafts, folded);
}

const aggregateId = (group: string): string => `${group}/*`;

/** A card stays when one of its versions does. */
function keptIds(nodes: readonly MeshNode[], keep: Keep): ReadonlySet<string> {
  const kept = nodes.filter(keep);
  return new Set(kept.flatMap((n) => (n.parent === null ? [n.id] : [n.id, n.parent])));
}

function groupsBySize(nodes: readonly MeshNode[]) {
  const groups = new Map<string, MeshNode[]>();
  for (const node of nodes) {
    if (node.group === null) continue;
    const list = groups.get(node.group);
    if (list) list.push(node);
    else groups.set(node.group, [node]);
  }
  return [...groups]
    .map(([id, members]) => ({ id, members }))
    .sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1));
}

function foldClusters(
  nodes: readonly MeshNode[],
  folded: Map<string, string>,
  opened: ReadonlySet<string>,
): void {
  for (const { id, cluster } of nodes) {
    const to = `c:${cluster}`;
    if (folded.has(id) && !opened.has(to)) folded.set(id, to);
  }
}

function redirect(drafts: Drafts, folded: ReadonlyMap<string, string>): Folded {
  const next = createDrafts();
  const counts = new Map<string, number>();
  const collapsed = new Set<string>();
  if (folded.size === 0) return { drafts, counts, collapsed };
  for (const node of drafts.nodes.values()) {
    const to = folded.get(node.id);
    if (to === undefined) {
      next.nodes.set(node.id, node);
      continue;
    }
    absorb(next, to, node);
    counts.set(to, (counts.get(to) ?? 0) + 1);
    if (node.namespace !== null) collapsed.add(groupId(node.cluster, node.namespace));
  }
  for (const edge of drafts.edges.values()) redirectEdge(next, edge, (id) => folded.get(id) ?? id);
  return { drafts: next, counts, collapsed };
}

/** What happens inside an aggregate is not drawn. */
function redirectEdge(next: Drafts, edge: EdgeDraft, placeOf: (id: string) => string): void {
  const [source, target] = [placeOf(edge.source), placeOf(edge.target)];
  if (source === target) return;
  const merged = edgeDraft(next, source, target, edge.protocol);
  merged.traffic.push(...edge.traffic);
  if (target !== edge.target) return;
  for (const [traffic, behind] of edge.behind) {
    merged.behind.set(traffic, behind === null ? null : placeOf(behind));
  }
}

function absorb(next: Drafts, to: string, node: NodeDraft): void {
  const isCluster = to.startsWith("c:");
  const aggregate = nodeDraft(next, {
    id: to,
    kind: "aggregate",
    cluster: node.cluster,
    namespace: isCluster ? null : node.namespace,
    name: isCluster ? node.cluster : (node.namespace ?? node.name),
  });
  const [inbound, outbound] = [new Set(aggregate.inbound), new Set(aggregate.outbound)];
  aggregate.inbound.push(...node.inbound.filter((t) => !inbound.has(t)));
  aggregate.outbound.push(...node.outbound.filter((t) => !outbound.has(t)));
}
