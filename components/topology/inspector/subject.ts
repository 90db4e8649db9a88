import type { Figures, MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ServiceResource, WorkloadResource } from "@/lib/mesh/model/resource";
import type { Health } from "@/lib/mesh/telemetry/health";
import type { Selected } from "../state/selected";

/** A selected node or edge: what the tabs of the inspector are about. */
export type Subject = Extract<Selected, { readonly type: "node" | "edge" }>;

/** The figures that stand for the subject; a node without callers is judged by what it sends. */
export function figuresOf(subject: Subject): Figures | null {
  return subject.type === "edge"
    ? subject.edge.figures
    : (subject.node.inbound ?? subject.node.outbound);
}

/** Whose requests `figuresOf` counts. */
export function directionOf(subject: Subject): "inbound" | "outbound" | "edge" {
  if (subject.type === "edge") return "edge";
  return subject.node.inbound === null && subject.node.outbound !== null ? "outbound" : "inbound";
}

/** The host whose answers they are, for the diagnosis of a flag; empty when there are several or none. */
export function hostOf(subject: Subject): string {
  const hosts = subject.type === "edge" ? subject.edge.hosts : subject.node.hosts;
  return hosts.length === 1 ? (hosts[0] ?? "") : "";
}

export const healthOf = (subject: Subject): MeshNode["health"] =>
  subject.type === "edge" ? subject.edge.health : subject.node.health;

/** The level that failed answers earn; a missing pod or refused callers colour no error ratio. */
export function errorLevel({ reasons }: Health): "failing" | "degraded" | null {
  const reason = reasons.find((r) => r.code === "error-ratio" && r.rule !== "4xx");
  return reason?.code === "error-ratio" ? reason.level : null;
}

export const isIdle = (subject: Subject): boolean =>
  subject.type === "edge" ? subject.edge.idle : subject.node.idle;

/** Workloads that a node is made of, or that stand behind its service. */
export function workloadsOf(index: MeshIndex, node: MeshNode): readonly WorkloadResource[] {
  const own = node.refs.flatMap((ref) =>
    ref.kind === "Workload"
      ? (index.find("Workload", ref.cluster, ref.namespace, ref.name) ?? [])
      : [],
  );
  if (own.length > 0) return own;
  return servicesOf(index, node).flatMap((service) => index.workloadsBehind(service));
}

/** Services that a node stands for. */
export const servicesOf = (index: MeshIndex, node: MeshNode): readonly ServiceResource[] =>
  node.refs.flatMap((ref) =>
    ref.kind === "Service"
      ? (index.find("Service", ref.cluster, ref.namespace, ref.name) ?? [])
      : [],
  );

/** The one port of the called service; `null` where there are several, for metrics do not name it. */
export function portOf(index: MeshIndex, target: MeshNode): number | null {
  const ports = servicesOf(index, target).flatMap((service) => service.ports);
  return ports.length === 1 ? (ports[0]?.port ?? null) : null;
}

/** Edges that come into a node, and that leave it. Steps from a service to its own workloads are no calls. */
export function callsOf(
  node: MeshNode,
  edges: readonly MeshEdge[],
  nodes: ReadonlyMap<string, MeshNode>,
) {
  const isStep = ({ source, target }: MeshEdge) => nodes.get(target)?.parent === source;
  const byRate = (a: MeshEdge, b: MeshEdge) =>
    b.figures.requestsPerSecond - a.figures.requestsPerSecond || (a.id < b.id ? -1 : 1);
  return {
    into: edges.filter((e) => e.target === node.id && !isStep(e)).sort(byRate),
    outOf: edges.filter((e) => e.source === node.id && !isStep(e)).sort(byRate),
  };
}

export const nodesById = (nodes: readonly MeshNode[]): ReadonlyMap<string, MeshNode> =>
  new Map(nodes.map((node) => [node.id, node]));
