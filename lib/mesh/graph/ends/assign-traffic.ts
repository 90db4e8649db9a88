import type { EdgeTraffic } from "../../telemetry/traffic";
import { type Drafts, edgeDraft, type NodeDraft } from "../node-draft";
import {
  calleeOf,
  callerOf,
  clusterOf,
  type GraphContext,
  isNamed,
  serviceNamed,
} from "./graph-context";
import {
  externalNode,
  lostServiceNode,
  lostWorkloadNode,
  serviceNode,
  workloadNode,
} from "./node-of";
import { outsideNode, placeInHost, unknownCallerNode } from "./unnamed";

/**
 * Assigns one record of traffic to its nodes and edges: caller to service to workload, or caller to workload where services are
 * not drawn. What reached no workload ends on the service: that is how failing calls stay visible.
 */
export function assignTraffic(context: GraphContext, drafts: Drafts, edge: EdgeTraffic): void {
  const caller = callerNode(context, drafts, edge);
  const workload = calleeNode(context, drafts, edge);
  const service = frontOf(context, drafts, edge, workload);
  caller.outbound.push(edge);
  if (service) receive(service, edge);
  if (workload && workload !== service) receive(workload, edge);
  if (service && workload && service !== workload) {
    connect(drafts, caller, service, edge, workload);
    connect(drafts, service, workload, edge, null);
  } else {
    const target = service ?? workload;
    if (target) connect(drafts, caller, target, edge, null);
  }
}

function receive(node: NodeDraft, edge: EdgeTraffic): void {
  node.inbound.push(edge);
  if (isNamed(edge.labels.destinationService)) node.hosts.add(edge.labels.destinationService);
}

function connect(
  drafts: Drafts,
  source: NodeDraft,
  target: NodeDraft,
  edge: EdgeTraffic,
  behind: NodeDraft | null,
): void {
  const draft = edgeDraft(drafts, source.id, target.id, edge.protocol);
  draft.traffic.push(edge);
  if (target.service) draft.behind.set(edge, behind?.id ?? null);
}

function callerNode(context: GraphContext, drafts: Drafts, edge: EdgeTraffic): NodeDraft {
  const { labels } = edge;
  const workload = callerOf(context, labels);
  if (workload) return workloadNode(context, drafts, workload);
  if (!isNamed(labels.sourceWorkload)) return unknownCallerNode(context, drafts, edge);
  return lostWorkloadNode(drafts, {
    cluster: clusterOf(context, labels.sourceCluster),
    namespace: labels.sourceNamespace,
    name: labels.sourceWorkload,
  });
}

function calleeNode(context: GraphContext, drafts: Drafts, edge: EdgeTraffic): NodeDraft | null {
  const { labels } = edge;
  const workload = calleeOf(context, labels);
  if (workload) return workloadNode(context, drafts, workload);
  if (!isNamed(labels.destinationWorkload)) return null;
  return lostWorkloadNode(drafts, {
    cluster: clusterOf(context, labels.destinationCluster),
    namespace: labels.destinationNamespace,
    name: labels.destinationWorkload,
  });
}

/** What stands before the workload: its service, an external host, or the place where a request ended that reached no workload. */
function frontOf(
  context: GraphContext,
  drafts: Drafts,
  edge: EdgeTraffic,
  workload: NodeDraft | null,
): NodeDraft | null {
  const { labels } = edge;
  const host = serviceNamed(context, labels);
  if (workload && context.view.type !== "service" && !context.view.services) return null;
  if (host.type === "service") return serviceNode(drafts, host.service);
  if (host.type === "service-entry") return externalNode(drafts, host.entry);
  const place = placeInHost(host.hostname);
  const cluster = clusterOf(context, labels.destinationCluster || labels.sourceCluster);
  if (place) return lostServiceNode(drafts, { cluster, ...place });
  return workload ? null : outsideNode(drafts, cluster, edge);
}
