import type { ResourceRef, ServiceResource, WorkloadResource } from "../model/resource";
import { refOf } from "../model/resource";
import type { EdgeTraffic } from "../telemetry/traffic";
import type { MeshNode, NodeKind, UnknownReason } from "./mesh-graph";

/**
 * The place of a record among all records of one moment, in the order of their ids. Where records go is told in slots, so that the next
 * tick, which brings the same records with other figures, need not place them anew.
 */
export type Slot = number;

/** A record and its place. */
export type RecordAt = { readonly edge: EdgeTraffic; readonly slot: Slot };

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
  readonly inbound: Slot[];
  readonly outbound: Slot[];
  /** The nodes that an aggregate stands for; empty elsewhere. */
  readonly members: MeshNode[];
  parent: string | null;
};

/** The record counts something; a carrier of buckets does not. */
export const isCounted = ({ responses, tcp, messages }: EdgeTraffic): boolean =>
  responses.length > 0 || tcp !== null || messages !== null;

export function isCountedAt(records: readonly EdgeTraffic[], slot: Slot): boolean {
  const record = records[slot];
  return record !== undefined && isCounted(record);
}

export type DraftFacts = Pick<NodeDraft, "id" | "kind" | "cluster" | "namespace" | "name"> &
  Partial<Pick<NodeDraft, "app" | "version" | "service" | "extraRefs" | "why">>;

/** An edge while traffic is being assigned to it. */
export type EdgeDraft = {
  readonly id: string;
  /** From a service to what stands behind it: the way a call goes on, not a call of its own. */
  readonly step: boolean;
  readonly source: string;
  readonly target: string;
  readonly protocol: EdgeTraffic["protocol"];
  readonly traffic: Slot[];
  /** Which node behind the service took each record; `null` for none. Only filled where the target is a service. */
  readonly behind: Map<Slot, string | null>;
};

/** Where a request went whose host no registry has. */
export type OutsideCode = "passthrough" | "blackhole" | "host-unresolved";

/** Nodes and edges by id, created on first mention. */
export type Drafts = {
  readonly nodes: Map<string, NodeDraft>;
  readonly edges: Map<string, EdgeDraft>;
  /** Records that were placed by their answers too, and not by their labels alone. */
  readonly outside: Map<Slot, OutsideCode>;
};

export const createDrafts = (): Drafts => ({
  nodes: new Map(),
  edges: new Map(),
  outside: new Map(),
});

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
    members: [],
    parent: null,
  };
  drafts.nodes.set(facts.id, draft);
  return draft;
}

const SIGNS = /[%/\s]/g;

/**
 * A name as part of an id. What separates ids (blanks) and their parts (slashes) is written as `%` and four hex digits, so that
 * different names give different ids whatever they hold.
 */
export const idPart = (name: string): string =>
  name.search(SIGNS) < 0
    ? name
    : name.replace(SIGNS, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The id of the group of a namespace. */
export const groupId = (cluster: string, namespace: string): string =>
  `g:${idPart(cluster)}/${idPart(namespace)}`;

/** The id of an edge: its ends and protocol, one edge per protocol. Node ids hold no blank (`idPart`). */
export const edgeId = (source: string, target: string, protocol: string): string =>
  `${source} ${target} ${protocol}`;

export function edgeDraft(
  drafts: Drafts,
  { source, target, protocol, step }: Omit<EdgeDraft, "id" | "traffic" | "behind">,
): EdgeDraft {
  const id = edgeId(source, target, protocol);
  const known = drafts.edges.get(id);
  if (known) return known;
  const draft: EdgeDraft = { id, source, target, protocol, step, traffic: [], behind: new Map() };
  drafts.edges.set(id, draft);
  return draft;
}

/** The objects a node is made of: its service, its workloads, then whatever else it stands for. */
export const refsOf = (draft: NodeDraft): readonly ResourceRef[] => [
  ...(draft.service ? [refOf(draft.service)] : []),
  ...[...draft.workloads.values()].map(refOf),
  ...draft.extraRefs,
];
