import { kindSeen } from "@/lib/mesh/graph/kind-seen";
import type { MeshGroup, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { healthText } from "@/lib/messages/health";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { portOf, type Subject } from "./subject";

const text = inspectorText;

/** What kind of thing is selected, in a line: `Edge, HTTP, port 9080`, `Workload, Deployment, bookinfo`. */
export function kindLine(index: MeshIndex, subject: Subject): string {
  if (subject.type === "edge") {
    const port = portOf(index, subject.target);
    return [
      text.kind.edge,
      healthText.protocol(subject.edge.protocol),
      ...(port === null ? [] : [text.port(port)]),
    ].join(", ");
  }
  const { node } = subject;
  return [
    node.gateway === null ? text.kind[kindSeen(node)] : sentence(text.gateway[node.gateway]),
    ...(node.workloadKind === null ? [] : [node.workloadKind]),
    ...(node.namespace === null ? [node.cluster] : [node.namespace]),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** What is true of a node beside its health. */
export function notesOf(node: MeshNode): readonly string[] {
  return [
    ...(node.outOfMesh ? [text.outOfMesh] : []),
    ...(node.dead ? [text.deadService] : []),
    ...(node.kind === "aggregate" ? [text.group.folded(node.count)] : []),
  ];
}

/** What is in a namespace, in a line. */
export function groupLine(group: MeshGroup): string {
  const mesh = group.mesh === null ? text.group.unread : text.group.mesh[group.mesh];
  return [text.nodes(group.nodes), text.group.services(group.services), mesh].join(", ");
}

/** How many nodes of a namespace are how bad; a service and its versions count once. */
export function levelCounts(group: MeshGroup, nodes: readonly MeshNode[]): readonly string[] {
  const own = nodes.filter((node) => node.group === group.id && node.parent === null);
  return (["failing", "degraded", "not-ready"] as const).flatMap((level) => {
    const count = own.filter((node) => node.health.level === level).length;
    return count === 0 ? [] : [`${count} ${healthText.level(level).toLowerCase()}`];
  });
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
