import { meshOf } from "../../model/namespace-mesh";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import type { Drafts } from "../node-draft";
import type { GraphContext } from "./graph-context";
import { serviceId, serviceNode, workloadId, workloadNode } from "./node-of";

/** Candidates for an unknown caller are drawn up to this many; beyond, the node's list has them all the same. */
const CANDIDATES_DRAWN = 8;

/**
 * Adds what the cluster has and no traffic touched. Without a chosen scope only where an operator of the mesh looks: namespaces in the
 * mesh, namespaces with traffic, and the few workloads that an unknown caller can be.
 *
 * @returns how many objects were left out
 */
export function addIdleNodes(context: GraphContext, drafts: Drafts): number {
  const isShown = idleScope(context, drafts);
  let omitted = 0;
  for (const service of context.index.all("Service")) {
    if (isControlPlane(service) || frontsGateway(context, service)) continue;
    if (drafts.nodes.has(serviceId(service))) continue;
    if (isShown(service)) serviceNode(drafts, service);
    else omitted += 1;
  }
  for (const workload of context.index.all("Workload")) {
    const known = drafts.nodes.get(workloadId(context, workload));
    if (known) known.workloads.set(workload.meta.name, workload);
    else if (isShown(workload)) workloadNode(context, drafts, workload);
    else omitted += 1;
  }
  return omitted;
}

/** The API server's own service: it has no workload and no one calls it through the mesh. */
const isControlPlane = ({ meta }: ServiceResource): boolean =>
  meta.namespace === "default" && meta.name === "kubernetes";

/** Nobody calls a gateway through its own service inside the mesh: the gateway's node stands for both. */
function frontsGateway({ index }: GraphContext, service: ServiceResource): boolean {
  const behind = index.workloadsBehind(service);
  return behind.length > 0 && behind.every((w) => w.proxy === "gateway" || w.proxy === "waypoint");
}

function idleScope(
  context: GraphContext,
  drafts: Drafts,
): (resource: ServiceResource | WorkloadResource) => boolean {
  const { view, index } = context;
  if (!view.idle) return () => false;
  if (view.namespaces !== null) {
    const chosen = new Set(view.namespaces);
    return (r) => chosen.has(r.meta.namespace);
  }
  const shown = new Set<string>();
  for (const namespace of index.all("Namespace")) {
    if (meshOf(namespace) !== "none") shown.add(`${namespace.meta.cluster}/${namespace.meta.name}`);
  }
  for (const node of drafts.nodes.values()) shown.add(`${node.cluster}/${node.namespace}`);
  const candidates = new Set(candidateKeys(drafts));
  return ({ kind, meta }) =>
    shown.has(`${meta.cluster}/${meta.namespace}`) ||
    (kind === "Workload" && candidates.has(`${meta.cluster}/${meta.namespace}/${meta.name}`));
}

function candidateKeys(drafts: Drafts): readonly string[] {
  return [...drafts.nodes.values()].flatMap(({ why }) =>
    why?.code === "no-proxy-caller" && why.candidates.length <= CANDIDATES_DRAWN
      ? why.candidates.map((c) => `${c.cluster}/${c.namespace}/${c.name}`)
      : [],
  );
}
