import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { ratio } from "../../telemetry/ratios";
import type { GraphContext } from "../ends/graph-context";
import { workloadId } from "../ends/node-of";
import type { ConfiguredPart, SplitPart } from "../mesh-graph";
import type { Drafts, EdgeDraft, NodeDraft, Slot } from "../node-draft";
import { type SetShares, setShares } from "./routes-in-force";
import type { Reading, SlotList, SlotLists } from "./slot-lists";

/** Where a part of an edge's requests goes, and what is set for it. */
export type PartShape = {
  readonly target: string | null;
  /** Empty: nothing went there. */
  readonly traffic: SlotList;
  readonly configured: ConfiguredPart | null;
};

/**
 * How the requests of an edge divide among what stands behind its service. A version that a route sets a share for and that got nothing
 * is a part too, as long as the view draws it. Empty where the target is no service, or stands for its workloads.
 */
export function partsOf(
  context: GraphContext,
  drafts: Drafts,
  { behind }: EdgeDraft,
  to: { readonly service: ServiceResource | null; readonly callers: readonly WorkloadResource[] },
  lists: SlotLists,
): readonly PartShape[] {
  if (behind.size === 0) return [];
  const configured = configuredByNode(context, drafts, to);
  const byNode = new Map<string | null, Slot[]>();
  for (const id of configured.keys()) byNode.set(id, []);
  for (const [slot, id] of behind) {
    const list = byNode.get(id);
    if (list) list.push(slot);
    else byNode.set(id, [slot]);
  }
  return [...byNode]
    .map(([id, slots]) => ({
      target: id,
      traffic: lists.of(slots),
      configured: id === null ? null : (configured.get(id) ?? null),
    }))
    .sort((a, b) => afterAll(a.target) - afterAll(b.target) || compare(a.target, b.target));
}

/** The parts, seen and set; a part that got nothing has no share seen. */
export const splitOf = (
  parts: readonly PartShape[],
  requestsPerSecond: number,
  { figures }: Reading,
): readonly SplitPart[] =>
  parts.map(({ target, traffic, configured }) => {
    const got = figures(traffic);
    const share =
      traffic.slots.length === 0 ? null : ratio(got.requestsPerSecond, requestsPerSecond);
    return { target, figures: got, share, configured };
  });

/** Requests that reached nothing stand last. */
const afterAll = (target: string | null): number => (target === null ? 1 : 0);

const compare = (a: string | null, b: string | null): number => ((a ?? "") < (b ?? "") ? -1 : 1);

const NOTHING_SET: ReadonlyMap<string, ConfiguredPart> = new Map();

/** The configured share of each node behind the service, where all callers of the edge agree and the node is that one workload. */
function configuredByNode(
  context: GraphContext,
  drafts: Drafts,
  {
    service,
    callers,
  }: { readonly service: ServiceResource | null; readonly callers: readonly WorkloadResource[] },
): ReadonlyMap<string, ConfiguredPart> {
  if (!service) return NOTHING_SET;
  const shares = callers.map((c) => setShares(context.index, c, service));
  if (!shares.some((s) => s.size > 0)) return NOTHING_SET;
  const parts = new Map<string, ConfiguredPart>();
  for (const workload of context.index.workloadsBehind(service)) {
    const node = drafts.nodes.get(workloadId(context, workload));
    const part = agreed(shares, workload);
    if (node && part && isAlone(node, workload)) parts.set(node.id, part);
  }
  return parts;
}

const isAlone = (node: NodeDraft, workload: WorkloadResource): boolean =>
  node.workloads.size === 1 && node.workloads.has(workload.meta.name);

function agreed(shares: readonly SetShares[], workload: WorkloadResource): ConfiguredPart | null {
  const [first, ...others] = shares.map((s) => s.get(workload));
  if (!first || others.some((o) => o?.share !== first.share)) return null;
  return others.find((o) => o?.applies === "rest") ?? first;
}
