import type { ServiceResource, WorkloadResource } from "../../model/resource";
import type { EdgeTraffic } from "../../telemetry/traffic";
import { callerOf, type GraphContext } from "../ends/graph-context";
import type { MeshEdge } from "../mesh-graph";
import { type Drafts, type EdgeDraft, isCountedAt } from "../node-draft";
import { type Rules, rulesOf } from "./health-of";
import type { WholeOf } from "./share-of";
import type { SlotList, SlotLists } from "./slot-lists";
import { type PartShape, partsOf } from "./split-of";
import { sortedUnique } from "./tallies";

/** What of an edge is the same at every tick that brings the same records. */
export type EdgeShape = {
  readonly fixed: Pick<
    MeshEdge,
    "id" | "source" | "target" | "protocol" | "hosts" | "principals" | "reporter" | "labels"
  >;
  readonly step: boolean;
  readonly traffic: SlotList;
  readonly counted: SlotList;
  /** What the edge's share is a share of. */
  readonly whole: SlotList;
  readonly parts: readonly PartShape[];
  readonly rules: { readonly source: Rules; readonly target: Rules };
  readonly service: ServiceResource | null;
  /** The workloads whose calls the edge carries, as far as the cluster has them. */
  readonly callers: readonly WorkloadResource[];
};

/** An edge's shape; `null` when an end is missing, which no stage before this one allows. */
export function edgeShape(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  { records, lists, wholeOf }: ShapeTools,
): EdgeShape | null {
  const source = drafts.nodes.get(draft.source);
  const target = drafts.nodes.get(draft.target);
  if (!source || !target) return null;
  const { id, protocol, step } = draft;
  const counted = lists.of(draft.traffic.filter((slot) => isCountedAt(records, slot)));
  const edges = counted.slots.flatMap((slot) => records[slot] ?? []);
  const all = draft.traffic.flatMap((slot) => records[slot] ?? []);
  const callers = [...new Set(all.flatMap((edge) => callerOf(context, edge) ?? []))];
  const { service } = target;
  return {
    fixed: {
      id,
      source: draft.source,
      target: draft.target,
      protocol,
      hosts: sortedUnique(edges.map((e) => e.labels.destinationService)),
      principals: principalsOf(edges),
      reporter: reporterOf(edges),
      labels: edges.map((e) => e.labels),
    },
    step,
    traffic: lists.of(draft.traffic),
    counted,
    whole: wholeOf(source, draft),
    parts: partsOf(context, drafts, draft, { service, callers }, lists),
    rules: { source: rulesOf(context, source), target: rulesOf(context, target) },
    service,
    callers,
  };
}

/** What the shapes of one structure share. */
export type ShapeTools = {
  readonly records: readonly EdgeTraffic[];
  readonly lists: SlotLists;
  readonly wholeOf: WholeOf;
};

function principalsOf(traffic: readonly EdgeTraffic[]): MeshEdge["principals"] {
  const [only] = traffic;
  if (only && traffic.length === 1) return only.principals;
  return {
    source: sortedUnique(traffic.flatMap((e) => e.principals.source)),
    destination: sortedUnique(traffic.flatMap((e) => e.principals.destination)),
  };
}

function reporterOf(traffic: readonly EdgeTraffic[]): MeshEdge["reporter"] {
  if (!traffic.some((e) => e.reporter === "destination")) return "source";
  return traffic.some((e) => e.reporter === "source") ? "both" : "destination";
}
