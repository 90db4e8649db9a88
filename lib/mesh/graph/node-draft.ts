import type { ResourceRef, ServiceResource, WorkloadResource } from "../model/resource";
import { refOf } from "../model/resource";
import type { EdgeTraffic } from "../telemetry/traffic";
import type { NodeKind, UnknownReason } from "./mesh-graph";

/** A node while traffic is being assigned to it. */
export type NodeDraft = {
  readonly id: string;
  readonly kind: NodeKind;
  readonly cluster: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly app: string | null;
  readonly version: string | null;
  readonly service: ServiceResource | null;
  readonly workloads: Map<string, WorkloadResource>;
  readonly extraRefs: readonly ResourceRef[];
  readonly why: UnknownReason | null;
  readonly hosts: Set<string>;
  readonly inbound: EdgeTraffic[];
  readonly outbound: EdgeTraffic[];
  parent: string | null;
};

export type DraftFacts = Pick<NodeDraft, "id" | "kind" | "cluster" | "namespace" | "name"> &
  Partial<Pick<NodeDraft, "app" | "version" | "service" | "extraRefs" | "why">>;

/** An edge while traffic is being assigned to it. */
export type EdgeDraft = {
  readonly source: string;
  readonly target: string;
  readonly protocol: EdgeTraffic["protocol"];
  readonly traffic: EdgeTraffic[];
  /** Which node behind the service took each record; `null` for none. Only filled where the target is a service. */
  readonly behind: Map<EdgeTraffic, string | null>;
};

/** Nodes and edges by id, created on first mention. */
export type Drafts = {
  readonly nodes: Map<string, NodeDraft>;
  readonly edges: Map<string, EdgeDraft>;
};

export const createDrafts = (): Drafts => ({ nodes: new Map(), edges: new Map() });

export function nodeDraft(drafts: Drafts, facts: DraftFacts): NodeDraft {
  const known = drafts.nodes.get(facts.id);
  if (known) return known;
  const draft: NodeDraft = {
    app: null,
    version: null,
    service: null,
    extraRefs: [],
    why: null,
    ...facts,
    workloads: new Map(),
    hosts: new Set(),
    inbound: [],
    outbound: [],
    parent: null,
  };
  drafts.nodes.set(facts.id, draft);
  return draft;
}

/** The id of an edge: its ends and protocol, one edge per protocol. Node ids hold no blank. */
export const edgeId = (source: string, target: string, protocol: string): string =>
  `${source} ${target} ${protocol}`;

export function edgeDraft(
  drafts: Drafts,
  source: string,
  target: string,
  protocol: EdgeTraffic["protocol"],
): EdgeDraft {
  const id = edgeId(source, target, protocol);
  const known = drafts.edges.get(id);
  if (known) return known;
  const draft: EdgeDraft = { source, target, protocol, traffic: [], behind: new Map() };
  drafts.edges.set(id, draft);
  return draft;
}

/** The objects a node is made of: its service, its workloads, then whatever else it stands for. */
export const refsOf = (draft: NodeDraft): readonly ResourceRef[] => [
  ...(draft.service ? [refOf(draft.service)] : []),
  ...[...draft.workloads.values()].map(refOf),
  ...draft.extraRefs,
];
