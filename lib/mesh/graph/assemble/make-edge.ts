import { refKey, refOf } from "../../model/resource";
import { evaluateMissingSubsets, worstHealth } from "../../telemetry/health-rules";
import { mergeFigures, ratio } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import { callerOf, type GraphContext } from "../ends/graph-context";
import type { ConfiguredPart, MeshEdge, SplitPart } from "../mesh-graph";
import { type Drafts, type EdgeDraft, edgeId, type NodeDraft } from "../node-draft";
import { denialOf } from "./denial";
import { requestHealth } from "./health-of";
import { routesInForce } from "./routes-in-force";

/** An edge with its figures; `null` when an end is missing, which no stage before this one allows. */
export function makeEdge(context: GraphContext, drafts: Drafts, draft: EdgeDraft): MeshEdge | null {
  const source = drafts.nodes.get(draft.source);
  const target = drafts.nodes.get(draft.target);
  if (!source || !target) return null;
  const { traffic } = draft;
  const figures = mergeFigures(traffic);
  const missing = missingSubsets(context, draft, target);
  const lost = rateOf(traffic, (flags) => flags.includes("NC"));
  const health = worstHealth([
    requestHealth(context, source, traffic, "outbound"),
    requestHealth(context, target, traffic, "inbound"),
    evaluateMissingSubsets({
      subsets: missing,
      ratePerSecond: lost,
      totalPerSecond: figures.requestsPerSecond,
    }),
  ]);
  return {
    id: edgeId(draft.source, draft.target, draft.protocol),
    source: draft.source,
    target: draft.target,
    protocol: draft.protocol,
    hosts: unique(traffic.map((e) => e.labels.destinationService)),
    figures,
    principals: {
      source: unique(traffic.flatMap((e) => e.principals.source)),
      destination: unique(traffic.flatMap((e) => e.principals.destination)),
    },
    share: shareOf(source, draft),
    split: splitOf(context, drafts, draft, target),
    reporter: reporterOf(traffic),
    denied: denialOf(context, traffic),
    missingSubsets: missing,
    health,
    idle: figures.requestsPerSecond === 0 && figures.tcp === null,
    found: true,
    labels: traffic.map((e) => e.labels),
  };
}

/** This edge ÷ all that the caller sends to the same hosts with the same protocol. */
function shareOf(source: NodeDraft, { traffic, protocol }: EdgeDraft): number | null {
  const hosts = new Set(traffic.map((e) => e.labels.destinationService));
  const all = source.outbound.filter(
    (e) => e.protocol === protocol && hosts.has(e.labels.destinationService),
  );
  return all.length === 0 ? null : ratio(rateOf(traffic), rateOf(all));
}

function splitOf(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  target: NodeDraft,
): readonly SplitPart[] {
  if (draft.behind.size === 0) return [];
  const configured = configuredByNode(context, drafts, draft, target);
  const byNode = new Map<string | null, EdgeTraffic[]>(
    [...configured.keys()].map((id) => [id, []]),
  );
  for (const [edge, node] of draft.behind) {
    // A record without a workload label is the carrier of buckets that were read per service.
    if (edge.labels.destinationWorkload === "") continue;
    const list = byNode.get(node);
    if (list) list.push(edge);
    else byNode.set(node, [edge]);
  }
  const total = rateOf(draft.traffic);
  return [...byNode]
    .map(([node, traffic]) => ({
      target: node,
      figures: mergeFigures(traffic),
      share: ratio(rateOf(traffic), total),
      configured: node === null ? null : (configured.get(node) ?? null),
    }))
    .sort((a, b) => compare(a.target ?? "~", b.target ?? "~"));
}

/** The configured share of each node behind the service, where all callers of the edge agree and each node is one workload. */
function configuredByNode(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  target: NodeDraft,
): ReadonlyMap<string, ConfiguredPart> {
  const parts = new Map<string, ConfiguredPart>();
  const { service } = target;
  if (!service) return parts;
  const callers = callersOf(context, draft);
  if (callers.length === 0) return parts;
  const shares = callers.map((caller) => routesInForce(context.index, caller, service).shares);
  const [first, ...others] = shares;
  const nodes = new Set([...draft.behind.values()]);
  for (const node of drafts.nodes.values()) {
    const [workload, ...more] = [...node.workloads.values()];
    const isBehind = nodes.has(node.id) || node.parent === target.id;
    if (!isBehind || !workload || more.length > 0) continue;
    const part = first?.get(refKey(refOf(workload)));
    const agreed = others.every((o) => o.get(refKey(refOf(workload)))?.share === part?.share);
    if (part && agreed) parts.set(node.id, part);
  }
  return parts;
}

function callersOf(context: GraphContext, { traffic }: EdgeDraft) {
  const callers = traffic.flatMap((e) => callerOf(context, e.labels) ?? []);
  return [...new Set(callers)];
}

function missingSubsets(
  context: GraphContext,
  draft: EdgeDraft,
  target: NodeDraft,
): readonly string[] {
  const { service } = target;
  if (!service || rateOf(draft.traffic, (flags) => flags.includes("NC")) === 0) return [];
  return unique(
    callersOf(context, draft).flatMap((c) => routesInForce(context.index, c, service).missing),
  );
}

function rateOf(
  traffic: readonly EdgeTraffic[],
  counts: (flags: readonly string[]) => boolean = () => true,
): number {
  let sum = 0;
  for (const edge of traffic) {
    for (const { flags, rate } of edge.responses) if (counts(flags.split(","))) sum += rate;
  }
  return sum;
}

function reporterOf(traffic: readonly EdgeTraffic[]): MeshEdge["reporter"] {
  const reporters = new Set(traffic.map((e) => e.reporter));
  if (reporters.size > 1) return "both";
  return reporters.has("destination") ? "destination" : "source";
}

const unique = (values: readonly string[]): readonly string[] =>
  [...new Set(values)].filter((v) => v !== "").sort();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
