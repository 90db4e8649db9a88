import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  type ResourceRef,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "@/lib/mesh/model/resource";
import { gatewayWorkloads } from "@/lib/mesh/routing/gateway/gateways-of";
import { type GatewayBinding, gatewayBindings } from "@/lib/mesh/routing/gateways";
import { destinationsOf } from "@/lib/mesh/routing/select-route";
import { serviceHostname } from "@/lib/mesh/routing/spec/host-names";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { Selection } from "@/lib/view/selection";
import type { TraceView } from "@/lib/view/trace/trace-params";
import { servicesOf, workloadsOf } from "../inspector/subject";
import { selectedIn } from "../state/selected";

/** As much of a request as a selection says. */
export type TracedRequest = Partial<Pick<TraceView, "from" | "host" | "port" | "path">>;

/**
 * The request that a selection is about: a call from its caller to the service it goes to; of a node the first call into it, else one
 * that it sends. What the mesh does not say is left to the reader. `null` where there is nobody to ask about.
 */
export function tracedRequest(
  graph: MeshGraph,
  index: MeshIndex,
  selection: Selection | null,
): TracedRequest | null {
  const selected = selection === null ? null : selectedIn(graph, selection);
  if (selected?.type === "edge") return called(index, selected.source, selected.target, graph);
  if (selected?.type !== "node") return null;
  const { node } = selected;
  const ids = new Set([node.id, ...(node.parent === null ? [] : [node.parent])]);
  const callers = graph.edges
    .filter(({ source, target }) => ids.has(target) && !ids.has(source))
    .flatMap(({ source }) => graph.nodes.find(({ id }) => id === source) ?? []);
  const caller = callers.find((one) => workloadsOf(index, one).length > 0) ?? null;
  return called(index, caller ?? (node.gateway === null ? null : node), node, graph);
}

function called(
  index: MeshIndex,
  source: MeshNode | null,
  target: MeshNode,
  graph: MeshGraph,
): TracedRequest | null {
  const [caller] = source === null ? [] : workloadsOf(index, source);
  const [service] = targetServices(index, target, graph);
  if (caller?.proxy === "gateway") return entering(index, caller, service ?? null);
  const [own] = workloadsOf(index, target);
  if (!service) {
    const [host] = target.hosts;
    if (caller && host !== undefined) return { from: refOf(caller), host };
    return own ? { from: refOf(caller ?? own) } : null;
  }
  const from = caller ? refOf(caller) : null;
  return { ...(from && { from }), ...requestTo(index, from, service) };
}

/** A version stands behind the service of its card. */
export function targetServices(
  index: MeshIndex,
  target: MeshNode,
  { nodes }: MeshGraph,
): readonly ServiceResource[] {
  const own = servicesOf(index, target);
  if (own.length > 0) return own;
  const card = nodes.find(({ id }) => id === target.parent);
  const fronting = card === undefined ? [] : servicesOf(index, card);
  if (fronting.length > 0) return fronting;
  return workloadsOf(index, target).flatMap((workload) => index.servicesOf(workload));
}

/** A request to a service from a caller that is known: from a Gateway by a host and path that lead there. */
export function requestTo(
  index: MeshIndex,
  from: ResourceRef | null,
  service: ServiceResource,
): TracedRequest {
  const { name, namespace } = service.meta;
  if (from !== null && from.kind !== "Workload") {
    const [gateway] = gatewayWorkloads(index, from, settingsOf(index, from.cluster));
    if (gateway) return entering(index, gateway, service);
  }
  const [port, ...others] = service.ports;
  const host = from?.namespace === namespace ? name : `${name}.${namespace}`;
  return { host, ...(port && others.length === 0 && { port: port.port }) };
}

/** From outside, by the Gateway whose rules lead to the service: its host, and a path that such a rule takes. */
function entering(
  index: MeshIndex,
  gateway: WorkloadResource,
  service: ServiceResource | null,
): TracedRequest {
  const settings = settingsOf(index, gateway.meta.cluster);
  const all = gatewayBindings(index, gateway, settings);
  const host =
    service === null ? null : serviceHostname(service.meta.name, service.meta.namespace, settings);
  const leads = (binding: GatewayBinding) =>
    binding.rules.find((rule) => destinationsOf(rule).some(({ hostname }) => hostname === host));
  const binding = all.find((one) => leads(one) !== undefined) ?? all[0];
  if (!binding) return { from: refOf(gateway) };
  const uri = leads(binding)?.matches[0]?.uri ?? null;
  const path = uri === null || uri.type === "present" || uri.type === "regex" ? "/" : uri.value;
  return {
    from: refOf(binding.gateway),
    host: binding.host.includes("*") ? "" : binding.host,
    path,
  };
}
