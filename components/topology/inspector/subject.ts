import type { Figures, MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ConfigResource, ServiceResource, WorkloadResource } from "@/lib/mesh/model/resource";
import type { Health, HealthLevel } from "@/lib/mesh/telemetry/health";
import type { Selected } from "../state/selected";

/** A selected node or edge: what the tabs of the inspector are about. */
export type Subject = Extract<Selected, { readonly type: "node" | "edge" }>;

/** The figures that stand for the subject; a node without callers is judged by what it sends. */
export const figuresOf = (subject: Subject): Figures | null =>
  subject.type === "edge" ? subject.edge.figures : figuresOfNode(subject.node);

/** What comes in; of a node without callers what it sends. */
export const figuresOfNode = ({ inbound, outbound }: MeshNode): Figures | null =>
  inbound ?? outbound;

/** Bytes per second in both directions, of what carries connections alone; `null` where requests are counted. */
export const bytesOf = ({ requestsPerSecond, tcp }: Figures): number | null =>
  tcp === null || requestsPerSecond > 0 ? null : tcp.toServer + tcp.toClient;

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

/** The ServiceEntry whose hosts a node stands for; `null` for any other. */
export function entryOf(index: MeshIndex, node: MeshNode): ConfigResource | null {
  const ref = node.refs.find(({ kind }) => kind === SERVICE_ENTRY);
  return ref ? index.find(SERVICE_ENTRY, ref.cluster, ref.namespace, ref.name) : null;
}

const SERVICE_ENTRY = "ServiceEntry.networking.istio.io";

/** The one port of the called service; `null` where there are several, for metrics do not name it. */
export function portOf(index: MeshIndex, target: MeshNode): number | null {
  const ports = servicesOf(index, target).flatMap((service) => service.ports);
  return ports.length === 1 ? (ports[0]?.port ?? null) : null;
}

/** A call as the inspector lists it: its edge, and the figures of the part that concerns the node. */
export type Call = { readonly edge: MeshEdge; readonly figures: Figures };

export type Calls = { readonly into: readonly Call[]; readonly outOf: readonly Call[] };

/**
 * Who calls a node and whom it calls, busiest first.
 *
 * Steps from a service to its own workloads are no calls. What callers send to a service reaches a version by its share of the split;
 * what the workloads of a service send, the service sends.
 */
export function callsOf(
  node: MeshNode,
  edges: readonly MeshEdge[],
  nodes: ReadonlyMap<string, MeshNode>,
): Calls {
  const parentOf = (id: string) => nodes.get(id)?.parent ?? null;
  const calls = edges.filter(({ source, target }) => parentOf(target) !== source);
  const whole = (edge: MeshEdge): Call => ({ edge, figures: edge.figures });
  const shareOf = (edge: MeshEdge): readonly Call[] =>
    edge.split
      .filter(({ target, figures }) => target === node.id && hasTraffic(figures))
      .map(({ figures }) => ({ edge, figures }));
  const direct = calls.filter(({ target }) => target === node.id).map(whole);
  const throughCard =
    node.parent === null ? [] : calls.filter((e) => e.target === node.parent).flatMap(shareOf);
  const outOf = calls.filter(
    ({ source }) => source === node.id || (node.kind === "service" && parentOf(source) === node.id),
  );
  const byRate = (a: Call, b: Call) =>
    b.figures.requestsPerSecond - a.figures.requestsPerSecond || (a.edge.id < b.edge.id ? -1 : 1);
  return {
    into: [...direct, ...throughCard].sort(byRate),
    outOf: outOf.map(whole).sort(byRate),
  };
}

const hasTraffic = ({ requestsPerSecond, tcp }: Figures): boolean =>
  requestsPerSecond > 0 || tcp !== null;

/** How many different nodes are at the other ends of calls. */
export const countEnds = (calls: readonly Call[], end: "source" | "target"): number =>
  new Set(calls.map(({ edge }) => edge[end])).size;

export const nodesById = (nodes: readonly MeshNode[]): ReadonlyMap<string, MeshNode> =>
  new Map(nodes.map((node) => [node.id, node]));

/**
 * The health of a namespace of which no figures were read: pods alone can say that something is wrong, and never that all
 * is well.
 */
export const unreadLevel = (level: HealthLevel): HealthLevel =>
  level === "healthy" ? "unknown" : level;
