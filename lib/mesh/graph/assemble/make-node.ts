import { meshOfWorkload } from "../../model/namespace-mesh";
import { whyUnread } from "../../model/reading";
import type { WorkloadResource } from "../../model/resource";
import type { EdgeTraffic } from "../../telemetry/traffic";
import type { GraphContext } from "../ends/graph-context";
import type { Figures, MeshNode } from "../mesh-graph";
import { groupId, isCounted, type NodeDraft, refsOf } from "../node-draft";
import type { FiguresOf } from "./figures-of";
import { nodeHealth } from "./health-of";

/** A node with its figures; callers and callees are counted once the edges stand. */
export function makeNode(context: GraphContext, draft: NodeDraft, figuresOf: FiguresOf): MeshNode {
  const workloads = [...draft.workloads.values()];
  const inbound = countedFigures(draft.inbound, figuresOf);
  const outbound = countedFigures(draft.outbound, figuresOf);
  const isGateway = workloads.find((w) => w.proxy === "gateway" || w.proxy === "waypoint");
  return {
    id: draft.id,
    kind: draft.kind,
    cluster: draft.cluster,
    namespace: draft.namespace,
    name: draft.name,
    app: draft.app,
    version: draft.version,
    parent: draft.parent,
    group: draft.namespace === null ? null : groupId(draft.cluster, draft.namespace),
    refs: refsOf(draft),
    gateway: isGateway ? gatewayKind(isGateway) : null,
    workloadKind: workloads.length === 1 ? (workloads[0]?.workloadKind ?? null) : null,
    replicas: replicasOf(workloads),
    idle: inbound === null && outbound === null && draft.members.every((m) => m.idle),
    dead: isDead(context, draft),
    outOfMesh: isOutOfMesh(context, workloads),
    why: draft.why,
    hosts: [...draft.hosts].sort(),
    inbound,
    outbound,
    health: nodeHealth(context, draft, { inbound, outbound }),
    callers: 0,
    callees: 0,
    count: Math.max(1, draft.members.length),
    found: true,
  };
}

const countedFigures = (traffic: readonly EdgeTraffic[], figuresOf: FiguresOf): Figures | null =>
  traffic.some(isCounted) ? figuresOf(traffic) : null;

/** Istio's charts label gateways `istio: ingressgateway` or `istio: egressgateway`; the Gateway API makes ingress gateways. */
function gatewayKind(workload: WorkloadResource): MeshNode["gateway"] {
  if (workload.proxy === "waypoint") return "waypoint";
  const names = [workload.podLabels["istio"], workload.podLabels["app"], workload.meta.name];
  return names.some((name) => name?.includes("egress")) ? "egress" : "ingress";
}

function replicasOf(workloads: readonly WorkloadResource[]): MeshNode["replicas"] {
  if (workloads.length === 0) return null;
  const desired = workloads.map((w) => w.replicas.desired);
  return {
    desired: desired.some((d) => d === null)
      ? null
      : desired.reduce<number>((a, d) => a + (d ?? 0), 0),
    ready: workloads.reduce((sum, w) => sum + w.replicas.ready, 0),
  };
}

/**
 * A service that selects pods by label, and nothing has them: no workload, and no endpoint, which knows each pod where a workload lists
 * only some. Of what cannot be read that is not known.
 */
function isDead({ index, settings }: GraphContext, { service }: NodeDraft): boolean {
  if (!service || service.selector === null || service.type === "ExternalName") return false;
  if (index.workloadsBehind(service).length > 0) return false;
  if (index.slicesOf(service).some((slice) => slice.endpoints.length > 0)) return false;
  const { cluster, namespace } = service.meta;
  return whyUnread(settings.reading, { cluster, kind: "Workload", namespace }) === null;
}

function isOutOfMesh({ index }: GraphContext, workloads: readonly WorkloadResource[]): boolean {
  if (workloads.length === 0) return false;
  return workloads.every((w) => {
    const namespace = index.find("Namespace", w.meta.cluster, "", w.meta.namespace);
    return meshOfWorkload(w, namespace) === "none";
  });
}
