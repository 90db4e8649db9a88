import type { MeshIndex } from "../model/mesh-index";
import type { EdgeTraffic } from "../telemetry/traffic";
import { countNeighbours } from "./assemble/count-neighbours";
import { type EdgeShape, edgeShape } from "./assemble/edge-shape";
import { type NodeShape, nodeShape } from "./assemble/make-node";
import { assignParents } from "./assemble/parents";
import { createWholes } from "./assemble/share-of";
import { createSlotLists } from "./assemble/slot-lists";
import { assignTraffic } from "./ends/assign-traffic";
import type { GraphContext } from "./ends/graph-context";
import { addIdleNodes } from "./ends/idle-nodes";
import { outsideCode } from "./ends/unnamed";
import { createDrafts, type Drafts, isCounted } from "./node-draft";

/** Nodes and edges in the order of their ids, without figures. */
export type Shapes = {
  readonly nodes: readonly NodeShape[];
  readonly edges: readonly EdgeShape[];
  /** How many lists of records they name. */
  readonly lists: number;
};

/** What a graph has before any figure is looked at: which records belong to which node and edge. */
export type Structure = {
  readonly drafts: Drafts;
  readonly shapes: Shapes;
  readonly idleOmitted: number;
};

type Known = {
  readonly context: GraphContext;
  readonly records: readonly EdgeTraffic[];
  readonly structure: Structure;
};

/** The last structure of each snapshot: a tick of metrics usually brings other figures of the same records. */
const lastOf = new WeakMap<MeshIndex, Known>();

/**
 * Stages: traffic is assigned to nodes and edges, idle objects are added, versions are put under their services.
 *
 * @param records in the order of their ids
 */
export function structureOf(context: GraphContext, records: readonly EdgeTraffic[]): Structure {
  const last = lastOf.get(context.index);
  if (last && sameScope(last.context, context) && samePlaces(last, records)) return last.structure;
  const drafts = createDrafts();
  assignTraffic(context, drafts, records);
  const idleOmitted = addIdleNodes(context, drafts);
  assignParents(context, drafts);
  const structure = { drafts, shapes: shapesOf(context, drafts, records), idleOmitted };
  lastOf.set(context.index, { context, records, structure });
  return structure;
}

export function shapesOf(
  context: GraphContext,
  drafts: Drafts,
  records: readonly EdgeTraffic[],
): Shapes {
  const lists = createSlotLists();
  const tools = { records, lists, wholeOf: createWholes(context, records, lists) };
  const neighboursOf = countNeighbours(drafts);
  const nodes = inOrder(drafts.nodes.values()).map((draft) =>
    nodeShape(context, draft, tools, neighboursOf),
  );
  const edges = inOrder(drafts.edges.values()).flatMap(
    (draft) => edgeShape(context, drafts, draft, tools) ?? [],
  );
  return { nodes, edges, lists: lists.count() };
}

const inOrder = <T extends { readonly id: string }>(items: Iterable<T>): readonly T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** The parts of a view that say what is drawn, as far as the cluster and its traffic have it. */
function sameScope(a: GraphContext, b: GraphContext): boolean {
  if (a.settings !== b.settings) return false;
  const { namespaces: one } = a.view;
  const { namespaces: other } = b.view;
  return (
    a.view.type === b.view.type &&
    a.view.services === b.view.services &&
    a.view.idle === b.view.idle &&
    one?.length === other?.length &&
    (one ?? []).every((name, i) => name === other?.[i])
  );
}

/** Whether other records are the same but for their figures, so that each has the same place. */
function samePlaces(last: Known, records: readonly EdgeTraffic[]): boolean {
  if (last.records === records) return true;
  if (last.records.length !== records.length) return false;
  const same = records.every((record, slot) => {
    const before = last.records[slot];
    return before === record || (before !== undefined && samePlace(before, record));
  });
  if (!same) return false;
  for (const [slot, code] of last.structure.drafts.outside) {
    const record = records[slot];
    if (record === undefined || outsideCode(record) !== code) return false;
  }
  return true;
}

/** Labels and principals that did not change stay the same object from tick to tick. */
const samePlace = (a: EdgeTraffic, b: EdgeTraffic): boolean =>
  a.labels === b.labels &&
  a.principals === b.principals &&
  a.protocol === b.protocol &&
  a.reporter === b.reporter &&
  isCounted(a) === isCounted(b) &&
  (a.latency === null) === (b.latency === null);
