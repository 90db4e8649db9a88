import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { querySubjects } from "@/lib/mesh/graph/query-subject";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { compileQuery } from "@/lib/mesh/query/match";
import { parseQuery } from "@/lib/mesh/query/parse";
import { sideText } from "@/lib/messages/topology/side";

/** Queries that answer questions of every day. */
export const SAVED_VIEWS = [
  { id: "errors", label: sideText.views.errors, query: "err>=1%" },
  { id: "plaintext", label: sideText.views.plaintext, query: "mtls<100%" },
  { id: "external", label: sideText.views.external, query: "external" },
] as const;

export type ViewCount = (typeof SAVED_VIEWS)[number] & {
  /** Edges of the graph that match now. */
  readonly count: number;
  /** Others may match that are not among what could be read. */
  readonly atLeast: boolean;
};

/** How many edges each saved view finds in the graph. */
export function countViews(index: MeshIndex, graph: MeshGraph): readonly ViewCount[] {
  const subjects = querySubjects(index, graph);
  const unread = graph.nodes.some(
    ({ why }) => why?.code === "not-readable" || why?.code === "not-watched",
  );
  const edges = graph.edges.map(subjects.ofEdge);
  return SAVED_VIEWS.map((view) => {
    const parsed = parseQuery(view.query);
    const matches = parsed.ok && parsed.value !== null ? compileQuery(parsed.value) : () => false;
    return {
      ...view,
      count: edges.filter(matches).length,
      atLeast: unread && view.id === "external",
    };
  });
}
