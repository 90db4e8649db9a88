import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refOf } from "@/lib/mesh/model/resource";
import { gatewayBindings } from "@/lib/mesh/routing/gateways";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { Selection } from "@/lib/view/selection";
import { workloadsOf } from "../inspector/subject";
import { selectedIn } from "../state/selected";
import { requestTo, type TracedRequest, targetServices } from "./traced";

/**
 * Who sends requests where a selection is: the workload, or of a gateway's workload the first Gateway on it. `null` where nobody does
 * whose requests can be traced.
 */
export function callerAt(
  graph: MeshGraph,
  index: MeshIndex,
  selection: Selection,
): ResourceRef | null {
  const node = nodeAt(graph, selection, "source");
  const [workload] = node === null ? [] : workloadsOf(index, node);
  if (!workload) return null;
  if (workload.proxy !== "gateway") return refOf(workload);
  const [binding] = gatewayBindings(index, workload, settingsOf(index, workload.meta.cluster));
  return binding ? refOf(binding.gateway) : refOf(workload);
}

/** What is called where a selection is, as the caller writes it. `null` where nothing has a host. */
export function targetAt(
  graph: MeshGraph,
  index: MeshIndex,
  { selection, from }: { readonly selection: Selection; readonly from: ResourceRef | null },
): TracedRequest | null {
  const node = nodeAt(graph, selection, "target");
  if (node === null) return null;
  const [service] = targetServices(index, node, graph);
  if (!service) {
    const [host] = node.hosts;
    return host === undefined ? null : { host };
  }
  return requestTo(index, from, service);
}

/** The node itself, or the end of a call that is asked for. */
function nodeAt(graph: MeshGraph, selection: Selection, end: "source" | "target"): MeshNode | null {
  const selected = selectedIn(graph, selection);
  if (selected.type === "node") return selected.node;
  return selected.type === "edge" ? selected[end] : null;
}
