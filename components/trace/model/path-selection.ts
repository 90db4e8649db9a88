import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey, refOf } from "@/lib/mesh/model/resource";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { TraceAnswer } from "@/lib/mesh/trace/answer";
import { callerOf } from "@/lib/mesh/trace/caller";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import type { Selection } from "@/lib/view/selection";

/**
 * What of the topology lights the way of a request: the call from its caller to a service that it goes to. Where no such call is in the
 * picture, the service; where it goes to none, the caller. `null` where nothing of it is drawn.
 */
export function pathSelection(
  graph: MeshGraph,
  index: MeshIndex,
  request: TraceRequest,
  answer: TraceAnswer,
): Selection | null {
  const mesh = { index, settings: settingsOf(index, request.from.cluster) };
  const caller = callerOf(mesh, request.from);
  const callers = caller === null ? [] : nodesOf(graph, [refOf(caller)]);
  const targets = nodesOf(graph, servicesOf(index, request, answer));
  const edge = graph.edges.find((e) => callers.includes(e.source) && targets.includes(e.target));
  if (edge) return { type: "edge", id: edge.id };
  const id = targets[0] ?? callers[0];
  return id === undefined ? null : { type: "node", id };
}

/** Nodes that stand for one of the objects; a card stands for the versions in it too. */
function nodesOf({ nodes }: MeshGraph, refs: readonly ResourceRef[]): readonly string[] {
  const keys = new Set(refs.map(refKey));
  const own = nodes.filter((node: MeshNode) => node.refs.some((ref) => keys.has(refKey(ref))));
  return [...new Set(own.flatMap(({ id, parent }) => (parent === null ? [id] : [id, parent])))];
}

function servicesOf(
  index: MeshIndex,
  { from }: TraceRequest,
  { destinations }: TraceAnswer,
): readonly ResourceRef[] {
  return destinations.flatMap(({ host }) => {
    const [name = "", namespace = ""] = host.split(".");
    const service = index.find("Service", from.cluster, namespace, name);
    return service === null ? [] : [refOf(service)];
  });
}
