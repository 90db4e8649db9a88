import type { GraphContext } from "./ends/graph-context";
import type { MeshNode } from "./mesh-graph";
import {
  createDrafts,
  type Drafts,
  type EdgeDraft,
  edgeDraft,
  groupId,
  idPart,
  type NodeDraft,
  nodeDraft,
} from "./node-draft";

/** Never folded away: what is wrong, what is kept by hand (selection, pins), and what the search found. */
export type Keep = (node: MeshNode) => boolean;

/**
 * Folds namespaces into one node each, the largest first, until the graph has at most `maxNodes` nodes; when that is not enough,
 * whole clusters, with what stands outside every namespace. Namespaces and clusters opened by hand stay open, and what is kept stays,
 * so a graph can be larger for their sake alone. Traffic moves with its nodes: rates of an aggregate's edges are sums, its quantiles
 * come from merged buckets, and what happens inside it is not drawn.
 */
export function foldLargeGraph(
  { view }: GraphContext,
  drafts: Drafts,
  nodes: readonly MeshNode[],
  keep: Keep,
): Drafts {
  const kept = keptIds(nodes, keep);
  const isOpen = openedBy(view.opened);
  const folded = new Map<string, Aggregate>();
  let left = nodes.length;
  const foldAll = (groups: readonly Group[]) => {
    for (const { aggregate, members } of groups) {
      if (left <= view.maxNodes) return;
      const places = new Set(members.map((node) => folded.get(node.id)?.id ?? node.id));
      if (isOpen(aggregate) || places.size < 2) continue;
      for (const node of members) folded.set(node.id, aggregate);
      left -= places.size - 1;
    }
  };
  foldAll(namespaceGroups(nodes, kept));
  foldAll(clusterGroups(nodes, kept, isOpen));
  return redirect(drafts, nodes, folded);
}

type Aggregate = {
  readonly id: string;
  readonly cluster: string;
  /** `null` for a whole cluster. */
  readonly namespace: string | null;
};

type Group = { readonly aggregate: Aggregate; readonly members: readonly MeshNode[] };

const namespaceAggregate = (cluster: string, namespace: string): Aggregate => ({
  id: `${groupId(cluster, namespace)}/*`,
  cluster,
  namespace,
});

const clusterAggregate = (cluster: string): Aggregate => ({
  id: `c:${idPart(cluster)}`,
  cluster,
  namespace: null,
});

/** A namespace is opened by the id of its group, or by that of the node that stands for it. */
function openedBy(ids: readonly string[]): (aggregate: Aggregate) => boolean {
  const opened = new Set(ids);
  return ({ id, cluster, namespace }) =>
    opened.has(id) || (namespace !== null && opened.has(groupId(cluster, namespace)));
}

/** A card stays when one of its versions does. */
function keptIds(nodes: readonly MeshNode[], keep: Keep): ReadonlySet<string> {
  const kept = nodes.filter(keep);
  return new Set(kept.flatMap((n) => (n.parent === null ? [n.id] : [n.id, n.parent])));
}

function namespaceGroups(nodes: readonly MeshNode[], kept: ReadonlySet<string>): readonly Group[] {
  const inside = nodes.filter((node) => !kept.has(node.id));
  return largestFirst(inside, ({ cluster, namespace }) =>
    namespace === null ? null : namespaceAggregate(cluster, namespace),
  );
}

function clusterGroups(
  nodes: readonly MeshNode[],
  kept: ReadonlySet<string>,
  isOpen: (aggregate: Aggregate) => boolean,
): readonly Group[] {
  const inside = nodes.filter(
    ({ id, cluster, namespace }) =>
      !kept.has(id) && (namespace === null || !isOpen(namespaceAggregate(cluster, namespace))),
  );
  return largestFirst(inside, ({ cluster }) => clusterAggregate(cluster));
}

function largestFirst(
  nodes: readonly MeshNode[],
  aggregateOf: (node: MeshNode) => Aggregate | null,
): readonly Group[] {
  const groups = new Map<string, { aggregate: Aggregate; members: MeshNode[] }>();
  for (const node of nodes) {
    const aggregate = aggregateOf(node);
    if (aggregate === null) continue;
    const group = groups.get(aggregate.id);
    if (group) group.members.push(node);
    else groups.set(aggregate.id, { aggregate, members: [node] });
  }
  return [...groups.values()].sort(
    (a, b) => b.members.length - a.members.length || (a.aggregate.id < b.aggregate.id ? -1 : 1),
  );
}

function redirect(
  drafts: Drafts,
  nodes: readonly MeshNode[],
  folded: ReadonlyMap<string, Aggregate>,
): Drafts {
  if (folded.size === 0) return drafts;
  const next = createDrafts();
  for (const node of nodes) {
    const aggregate = folded.get(node.id);
    const draft = drafts.nodes.get(node.id);
    if (aggregate) aggregateDraft(next, aggregate).members.push(node);
    else if (draft)
      next.nodes.set(node.id, {
        ...draft,
        parent: folded.has(draft.parent ?? "") ? null : draft.parent,
      });
  }
  const placeOf = (id: string) => folded.get(id)?.id ?? id;
  // An edge that carries a call and a step is a call, so calls come first.
  const edges = [...drafts.edges.values()].sort((a, b) => Number(a.step) - Number(b.step));
  for (const edge of edges) redirectEdge(next, edge, placeOf);
  return next;
}

function aggregateDraft(next: Drafts, { id, cluster, namespace }: Aggregate): NodeDraft {
  const name = namespace ?? cluster;
  return nodeDraft(next, { id, kind: "aggregate", cluster, namespace, name });
}

/** What comes into an aggregate and what leaves it is its traffic; between its own nodes none is drawn. */
function redirectEdge(next: Drafts, edge: EdgeDraft, placeOf: (id: string) => string): void {
  const [source, target] = [placeOf(edge.source), placeOf(edge.target)];
  if (source === target) return;
  const merged = edgeDraft(next, { source, target, protocol: edge.protocol, step: edge.step });
  merged.traffic.push(...edge.traffic);
  if (target === edge.target) {
    for (const [traffic, behind] of edge.behind) {
      merged.behind.set(traffic, behind === null ? null : placeOf(behind));
    }
  }
  if (target !== edge.target) next.nodes.get(target)?.inbound.push(...edge.traffic);
  if (source !== edge.source && !edge.step) next.nodes.get(source)?.outbound.push(...edge.traffic);
}
