import type { EdgeTraffic } from "../../telemetry/traffic";
import {
  type Drafts,
  type EdgeDraft,
  edgeDraft,
  isCounted,
  type NodeDraft,
  type RecordAt,
} from "../node-draft";
import { assignCarriers, type Placed } from "./carriers";
import {
  calleeOf,
  callerOf,
  clusterOf,
  frontsGateway,
  type GraphContext,
  isNamed,
  namespaceOf,
  serviceNamed,
  serviceOfWorkload,
} from "./graph-context";
import {
  externalNode,
  lostServiceNode,
  lostWorkloadNode,
  serviceNode,
  workloadNode,
} from "./node-of";
import { outsideNode, placeInHost, unknownCallerNode } from "./unnamed";
import { entersWaypoint, withoutRepeatedHops } from "./waypoint-hops";

/**
 * Assigns traffic to its nodes and edges: caller to service to workload, or caller to workload where services are not drawn. What
 * reached no workload ends on the service: that is how failing calls stay visible. Where services stand for their workloads the way
 * ends at the service too; only a gateway, or a workload that no service stands for, follows it. A hop to a waypoint ends at the waypoint.
 *
 * @param records in the order of their ids, all of them: their places are the slots
 */
export function assignTraffic(
  context: GraphContext,
  drafts: Drafts,
  records: readonly EdgeTraffic[],
): void {
  const all = records.map((edge, slot) => ({ edge, slot }));
  const calls = withoutRepeatedHops(
    context,
    all.filter(({ edge }) => isCounted(edge)),
  );
  const placed = calls.map((call) => place(context, drafts, call));
  const carriers = all.filter(({ edge }) => !isCounted(edge) && edge.latency !== null);
  assignCarriers(carriers, placed);
}

function place(context: GraphContext, drafts: Drafts, call: RecordAt): Placed {
  const { edge, slot } = call;
  const { protocol } = edge;
  const caller = callerNode(context, drafts, edge);
  const front = entersWaypoint(context, edge) ? null : frontOf(context, drafts, call);
  const workload = front && endsAtFront(context, edge) ? null : calleeNode(context, drafts, edge);
  const stops = stopsOf(front, workload);
  caller.outbound.push(slot);
  const ways: EdgeDraft[] = [];
  let source = caller;
  for (const stop of stops) {
    stop.inbound.push(slot);
    if (isNamed(edge.labels.destinationService)) stop.hosts.add(edge.labels.destinationService);
    const step = ways.length > 0;
    const way = edgeDraft(drafts, { source: source.id, target: stop.id, protocol, step });
    way.traffic.push(slot);
    if (!step && stop.service && context.view.type !== "service") {
      way.behind.set(slot, stops[1]?.id ?? null);
    }
    ways.push(way);
    source = stop;
  }
  return { edge, caller, stops, ways };
}

/** The way of a call; a workload can stand for its service. */
function stopsOf(front: NodeDraft | null, workload: NodeDraft | null): readonly NodeDraft[] {
  if (front === null || front === workload) return workload === null ? [] : [workload];
  return workload === null ? [front] : [front, workload];
}

function callerNode(context: GraphContext, drafts: Drafts, edge: EdgeTraffic): NodeDraft {
  const { labels } = edge;
  const workload = callerOf(context, edge);
  if (workload) return workloadNode(context, drafts, workload);
  if (!isNamed(labels.sourceWorkload)) return unknownCallerNode(context, drafts, edge);
  return lostWorkloadNode(context, drafts, {
    cluster: clusterOf(context, labels.sourceCluster),
    namespace: namespaceOf(labels.sourceNamespace),
    name: labels.sourceWorkload,
  });
}

/** In a graph of services: whether the service stands for the workload behind it, seen or gone. */
function endsAtFront(context: GraphContext, edge: EdgeTraffic): boolean {
  if (context.view.type !== "service") return false;
  const callee = calleeOf(context, edge);
  if (!callee) return true;
  const isGateway = callee.proxy === "gateway" || callee.proxy === "waypoint";
  return !isGateway && serviceOfWorkload(context, callee) !== null;
}

function calleeNode(context: GraphContext, drafts: Drafts, edge: EdgeTraffic): NodeDraft | null {
  const { labels } = edge;
  const workload = calleeOf(context, edge);
  if (workload) return workloadNode(context, drafts, workload);
  if (!isNamed(labels.destinationWorkload)) return null;
  return lostWorkloadNode(context, drafts, {
    cluster: clusterOf(context, labels.destinationCluster),
    namespace: namespaceOf(labels.destinationNamespace),
    name: labels.destinationWorkload,
  });
}

/** What stands before the workload: its service, an external host, or the place where a request ended that reached no workload. */
function frontOf(context: GraphContext, drafts: Drafts, call: RecordAt): NodeDraft | null {
  const { edge } = call;
  const { labels } = edge;
  const reached = isNamed(labels.destinationWorkload);
  if (reached && context.view.type !== "service" && !context.view.services) return null;
  const host = serviceNamed(context, edge);
  if (host.type === "service") {
    const isGateway = reached && frontsGateway(context, host.service);
    return isGateway ? null : serviceNode(drafts, host.service);
  }
  if (host.type === "service-entry") return externalNode(drafts, host.entry);
  const place = placeInHost(host.hostname);
  const called = isNamed(labels.destinationCluster)
    ? labels.destinationCluster
    : labels.sourceCluster;
  const cluster = clusterOf(context, called);
  if (!place) return reached ? null : outsideNode(context, drafts, cluster, call);
  // The full name says which service it was, also to a caller that may not see it (`exportTo`).
  const service = context.index.find("Service", cluster, place.namespace, place.name);
  return service
    ? serviceNode(drafts, service)
    : lostServiceNode(context, drafts, { cluster, ...place });
}
