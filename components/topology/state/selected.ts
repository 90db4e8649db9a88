import type { MeshEdge, MeshGraph, MeshGroup, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Selection } from "@/lib/view/selection";
import { GRAPH_TYPES, type GraphTypeParam } from "@/lib/view/view-params";
import type { GraphParams } from "./graph-inputs";

/** What the id of a selection stands for in this graph. */
export type Selected =
  | { readonly type: "node"; readonly node: MeshNode }
  | {
      readonly type: "edge";
      readonly edge: MeshEdge;
      readonly source: MeshNode;
      readonly target: MeshNode;
    }
  | { readonly type: "group"; readonly group: MeshGroup }
  /** A link can name what is not, or no longer, in this view. */
  | { readonly type: "absent"; readonly selection: Selection };

export function selectedIn(graph: MeshGraph, selection: Selection): Selected {
  const absent = { type: "absent", selection } as const;
  if (selection.type === "group") {
    const group = graph.groups.find((g) => g.id === selection.id);
    return group ? { type: "group", group } : absent;
  }
  if (selection.type === "node") {
    const node = graph.nodes.find((n) => n.id === selection.id);
    return node ? { type: "node", node } : absent;
  }
  const edge = graph.edges.find((e) => e.id === selection.id);
  const source = graph.nodes.find((n) => n.id === edge?.source);
  const target = graph.nodes.find((n) => n.id === edge?.target);
  return edge && source && target ? { type: "edge", edge, source, target } : absent;
}

/** Why a selection is not in the view, and what would show it. */
export type AbsentReason =
  | { readonly code: "scope" | "hidden" | "idle" | "services" | "folded" }
  | { readonly code: "graph-type"; readonly type: GraphTypeParam }
  /** No view of this moment has it. */
  | { readonly code: "nowhere" };

/** Changes to a view that show more, mildest first; each is tried alone, then scope and hiding together. */
const REMEDIES: readonly (readonly [AbsentReason["code"], Partial<GraphParams>])[] = [
  ["scope", { namespaces: null, clusters: null }],
  ["hidden", { hide: "" }],
  ["idle", { idle: true }],
  ["services", { services: true }],
  ["scope", { namespaces: null, clusters: null, hide: "", idle: true, services: true }],
];

/**
 * Looks for the selection in other views of the same moment.
 *
 * @param build the graph of other parameters, without folding anything
 */
export function whyAbsent(
  selection: Selection,
  params: GraphParams,
  build: (params: GraphParams) => MeshGraph,
): AbsentReason {
  const shows = (other: GraphParams) => selectedIn(build(other), selection).type !== "absent";
  if (shows(params)) return { code: "folded" };
  for (const [code, change] of REMEDIES) {
    if (code !== "graph-type" && code !== "nowhere" && shows({ ...params, ...change })) {
      return { code };
    }
  }
  const everything = { namespaces: null, clusters: null, hide: "", idle: true, services: true };
  const type = GRAPH_TYPES.find(
    (graph) => graph !== params.graph && shows({ ...params, ...everything, graph }),
  );
  return type === undefined ? { code: "nowhere" } : { code: "graph-type", type };
}
