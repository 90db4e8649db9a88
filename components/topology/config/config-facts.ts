import { type MeshFindings, worstOf } from "@/lib/live/findings/findings-by-object";
import type { Finding, Severity } from "@/lib/mesh/analysis/finding";
import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { AppliedRole } from "@/lib/mesh/routing/applied/applied-object";
import { appliedList, decidingPlace } from "../inspector/config/applied-list";

/** What configuration says of a graph: which objects apply where, and what is wrong with them. */
export type ConfigFacts = {
  /** Objects that apply to a node, by its id. A node that is missing here is not looked at yet. */
  readonly objects: ReadonlyMap<string, readonly ResourceRef[]>;
  /** The object that decides about the requests of an edge, by its id; `null` where none does. */
  readonly deciding: ReadonlyMap<string, ResourceRef | null>;
  /** `null` before the mesh was analysed. */
  readonly findings: MeshFindings | null;
};

/** Roles of an object that decide what becomes of the requests of an edge, the one that decides most first. */
const DECIDES: readonly AppliedRole[] = [
  "split",
  "route",
  "fault",
  "mirror",
  "subsets",
  "traffic-policy",
  "service-entry",
];

/** Looks at one node or edge after another, so that who runs it may stop in between. */
export function* configFacts(
  index: MeshIndex,
  { nodes, edges }: MeshGraph,
): Generator<undefined, Omit<ConfigFacts, "findings">> {
  const objects = new Map<string, readonly ResourceRef[]>();
  for (const node of nodes) {
    objects.set(node.id, objectsOf(index, node));
    yield;
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const deciding = new Map<string, ResourceRef | null>();
  for (const edge of edges) {
    deciding.set(edge.id, decidingOf(index, edge, byId));
    yield;
  }
  return { objects, deciding };
}

const objectsOf = (index: MeshIndex, node: MeshNode): readonly ResourceRef[] =>
  appliedList(index, { type: "node", node }).map(({ ref }) => ref);

function decidingOf(
  index: MeshIndex,
  edge: MeshEdge,
  nodes: ReadonlyMap<string, MeshNode>,
): ResourceRef | null {
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  if (source === undefined || target === undefined) return null;
  const entries = appliedList(index, { type: "edge", edge, source, target });
  return decidingPlace(entries, DECIDES)?.entry.ref ?? null;
}

/** What is said of a card: of all nodes that it is made of together. */
export type CardConfig = {
  /** Objects that apply. */
  readonly objects: number;
  /** Of those objects, and of what the card stands for. */
  readonly findings: number;
  readonly worst: Severity | null;
  /** The mesh was analysed. */
  readonly known: boolean;
};

/** `null` for a card that was not looked at yet. */
export function cardConfig(nodes: readonly MeshNode[], facts: ConfigFacts): CardConfig | null {
  const refs = new Map<string, ResourceRef>();
  for (const { id } of nodes) {
    const found = facts.objects.get(id);
    if (found === undefined) return null;
    for (const ref of found) refs.set(refKey(ref), ref);
  }
  const own = nodes.flatMap((node) => node.refs.map(refKey));
  const keys = new Set([...refs.keys(), ...own]);
  const findings = [...keys].flatMap((key): readonly Finding[] => {
    return facts.findings?.byObject.get(key) ?? [];
  });
  return {
    objects: refs.size,
    findings: findings.length,
    worst: worstOf(findings),
    known: facts.findings !== null,
  };
}

/** Findings of the objects of a namespace, and of the namespace itself, the worst first. */
export const findingsIn = (
  findings: MeshFindings | null,
  cluster: string,
  namespace: string,
): readonly Finding[] =>
  findings?.all.filter(
    ({ ref }) =>
      ref.cluster === cluster &&
      (ref.namespace === namespace || (ref.kind === "Namespace" && ref.name === namespace)),
  ) ?? [];
