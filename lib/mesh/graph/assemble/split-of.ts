import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { ratio } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import { callerOf, type GraphContext } from "../ends/graph-context";
import { workloadId } from "../ends/node-of";
import type { ConfiguredPart, SplitPart } from "../mesh-graph";
import type { Drafts, EdgeDraft, NodeDraft } from "../node-draft";
import type { FiguresOf } from "./figures-of";
import { type SetShares, setShares } from "./routes-in-force";
import { rateOf } from "./tallies";

/**
 * How the requests of an edge divide among what stands behind its service, seen and set. A version that a route sets a share for and
 * that got nothing is listed without a share seen, as long as the view draws it. Empty where the target is no service, or stands for
 * its workloads.
 */
export function splitOf(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  { service }: NodeDraft,
  figuresOf: FiguresOf,
): readonly SplitPart[] {
  if (draft.behind.size === 0) return [];
  const configured = configuredByNode(context, drafts, draft, service);
  const byNode = new Map<string | null, EdgeTraffic[]>();
  for (const id of configured.keys()) byNode.set(id, []);
  for (const [edge, id] of draft.behind) {
    const list = byNode.get(id);
    if (list) list.push(edge);
    else byNode.set(id, [edge]);
  }
  const total = rateOf(draft.traffic);
  return [...byNode]
    .map(([id, traffic]) => ({
      target: id,
      figures: figuresOf(traffic),
      share: traffic.length === 0 ? null : ratio(rateOf(traffic), total),
      configured: id === null ? null : (configured.get(id) ?? null),
    }))
    .sort((a, b) => afterAll(a.target) - afterAll(b.target) || compare(a.target, b.target));
}

/** Requests that reached nothing stand last. */
const afterAll = (target: string | null): number => (target === null ? 1 : 0);

const compare = (a: string | null, b: string | null): number => ((a ?? "") < (b ?? "") ? -1 : 1);

const NOTHING_SET: ReadonlyMap<string, ConfiguredPart> = new Map();

/** The configured share of each node behind the service, where all callers of the edge agree and the node is that one workload. */
function configuredByNode(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  service: ServiceResource | null,
): ReadonlyMap<string, ConfiguredPart> {
  if (!service) return NOTHING_SET;
  const shares = callersOf(context, draft).map((c) => setShares(context.index, c, service));
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

/** The workloads whose calls the edge carries, as far as the cluster has them. */
export function callersOf(
  context: GraphContext,
  { traffic }: EdgeDraft,
): readonly WorkloadResource[] {
  const callers = new Set<WorkloadResource>();
  for (const edge of traffic) {
    const caller = callerOf(context, edge);
    if (caller) callers.add(caller);
  }
  return [...callers];
}
