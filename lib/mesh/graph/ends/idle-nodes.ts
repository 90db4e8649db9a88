import { meshOf } from "../../model/namespace-mesh";
import { refKey, refOf, type ServiceResource, type WorkloadResource } from "../../model/resource";
import { type Drafts, groupId } from "../node-draft";
import { frontsGateway, type GraphContext } from "./graph-context";
import { serviceId, serviceNode, workloadId, workloadNode } from "./node-of";

/** Candidates for an unknown caller are drawn up to this many; beyond, the node's list has them all the same. */
const CANDIDATES_DRAWN = 8;

/**
 * Adds what the cluster has and no traffic touched. Without a chosen scope only where an operator of the mesh looks: namespaces in the
 * mesh, namespaces with traffic, and the few workloads that an unknown caller can be.
 *
 * @returns how many nodes the view leaves out of the chosen namespaces, or of all
 */
export function addIdleNodes(context: GraphContext, drafts: Drafts): number {
  const isShown = idleScope(context, drafts);
  const omitted = new Set<string>();
  const omit = (resource: ServiceResource | WorkloadResource, id: string) => {
    if (isChosen(context, resource)) omitted.add(id);
  };
  for (const service of context.index.all("Service")) {
    if (isControlPlane(service) || frontsGateway(context, service)) continue;
    if (isShown(service)) serviceNode(drafts, service);
    else if (!drafts.nodes.has(serviceId(service))) omit(service, serviceId(service));
  }
  for (const workload of context.index.all("Workload")) {
    const id = workloadId(context, workload);
    if (drafts.nodes.has(id) || isShown(workload)) workloadNode(context, drafts, workload);
    else omit(workload, id);
  }
  for (const { workloads } of drafts.nodes.values()) sortByKey(workloads);
  return omitted.size;
}

const isChosen = ({ view }: GraphContext, { meta }: ServiceResource | WorkloadResource): boolean =>
  view.namespaces === null || view.namespaces.includes(meta.namespace);

/** So that nothing depends on the order in which objects came. */
function sortByKey<T>(map: Map<string, T>): void {
  if (map.size < 2) return;
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** The API server's own service: it has no workload and no one calls it through the mesh. */
const isControlPlane = ({ meta }: ServiceResource): boolean =>
  meta.namespace === "default" && meta.name === "kubernetes";

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
    const { cluster, name } = namespace.meta;
    if (meshOf(namespace) !== "none") shown.add(groupId(cluster, name));
  }
  for (const { cluster, namespace } of drafts.nodes.values()) {
    if (namespace !== null) shown.add(groupId(cluster, namespace));
  }
  const candidates = new Set(candidateKeys(drafts));
  return (resource) =>
    shown.has(groupId(resource.meta.cluster, resource.meta.namespace)) ||
    candidates.has(refKey(refOf(resource)));
}

function candidateKeys(drafts: Drafts): readonly string[] {
  return [...drafts.nodes.values()].flatMap(({ why }) =>
    why?.code === "no-proxy-caller" && why.candidates.length <= CANDIDATES_DRAWN
      ? why.candidates.map(refKey)
      : [],
  );
}
