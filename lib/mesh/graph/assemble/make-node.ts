import { meshOfWorkload } from "../../model/namespace-mesh";
import { whyUnread } from "../../model/reading";
import type { WorkloadResource } from "../../model/resource";
import { worstHealth } from "../../telemetry/health-rules";
import type { GraphContext } from "../ends/graph-context";
import type { MeshNode } from "../mesh-graph";
import { groupId, isCountedAt, type NodeDraft, refsOf, type Slot } from "../node-draft";
import type { NeighbourCounts } from "./count-neighbours";
import type { ShapeTools } from "./edge-shape";
import { type JudgedShape, judgedShape, nodeHealth } from "./health-of";
import type { Reading, SlotList } from "./slot-lists";

/** What of a node is the same at every tick that brings the same records. */
export type NodeShape = {
  readonly fixed: Omit<MeshNode, "idle" | "inbound" | "outbound" | "health" | "found">;
  /** `null` where nothing was counted. */
  readonly inbound: SlotList | null;
  readonly outbound: SlotList | null;
  readonly judged: JudgedShape;
  /** The nodes that an aggregate stands for; empty elsewhere. */
  readonly members: readonly MeshNode[];
};

export function nodeShape(
  context: GraphContext,
  draft: NodeDraft,
  { records, lists }: Pick<ShapeTools, "records" | "lists">,
  neighboursOf: NeighbourCounts,
): NodeShape {
  const workloads = [...draft.workloads.values()];
  const isGateway = workloads.find((w) => w.proxy === "gateway" || w.proxy === "waypoint");
  const countedList = (slots: readonly Slot[]) =>
    slots.some((slot) => isCountedAt(records, slot)) ? lists.of(slots) : null;
  return {
    fixed: {
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
      dead: isDead(context, draft),
      outOfMesh: isOutOfMesh(context, workloads),
      why: draft.why,
      hosts: [...draft.hosts].sort(),
      ...neighboursOf(draft.id),
      count: Math.max(1, draft.members.length),
    },
    inbound: countedList(draft.inbound),
    outbound: countedList(draft.outbound),
    judged: judgedShape(context, draft, records, lists),
    members: draft.members,
  };
}

/** A node with the figures of one moment. An aggregate is as bad as the worst that it stands for. */
export function makeNode(
  context: GraphContext,
  { fixed, inbound, judged, members, outbound }: NodeShape,
  reading: Reading,
): MeshNode {
  return {
    id: fixed.id,
    kind: fixed.kind,
    cluster: fixed.cluster,
    namespace: fixed.namespace,
    name: fixed.name,
    app: fixed.app,
    version: fixed.version,
    parent: fixed.parent,
    group: fixed.group,
    refs: fixed.refs,
    gateway: fixed.gateway,
    workloadKind: fixed.workloadKind,
    replicas: fixed.replicas,
    dead: fixed.dead,
    outOfMesh: fixed.outOfMesh,
    why: fixed.why,
    hosts: fixed.hosts,
    callers: fixed.callers,
    callees: fixed.callees,
    count: fixed.count,
    idle: inbound === null && outbound === null && members.every((m) => m.idle),
    inbound: inbound && reading.figures(inbound),
    outbound: outbound && reading.figures(outbound),
    health:
      fixed.kind === "aggregate"
        ? worstHealth(members.map((m) => m.health))
        : nodeHealth(context, fixed.name, judged, reading),
    found: true,
  };
}

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
