import { evaluateMissingSubsets, worstHealth } from "../../telemetry/health-rules";
import { ratio } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import { type GraphContext, serviceNamed } from "../ends/graph-context";
import type { Figures, MeshEdge } from "../mesh-graph";
import { type Drafts, type EdgeDraft, isCounted, type NodeDraft } from "../node-draft";
import { denialOf, ownResponses } from "./denial";
import type { FiguresOf } from "./figures-of";
import { judgeRequests } from "./health-of";
import { subsetsMissing } from "./routes-in-force";
import { callersOf, splitOf } from "./split-of";
import { rateOf, sortedUnique } from "./tallies";

/** An edge with its figures; `null` when an end is missing, which no stage before this one allows. */
export function makeEdge(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  figuresOf: FiguresOf,
): MeshEdge | null {
  const source = drafts.nodes.get(draft.source);
  const target = drafts.nodes.get(draft.target);
  if (!source || !target) return null;
  const { traffic, protocol } = draft;
  const counted = traffic.every(isCounted) ? traffic : traffic.filter(isCounted);
  const figures = figuresOf(traffic);
  const lost = rateOf([figures], isLost);
  const missing = lost > 0 ? missingSubsets(context, draft, target) : [];
  // Between a service and its own workload a policy's refusal is nobody's fault; the edge from the caller shows it.
  const judged = draft.step ? ownResponses(context, counted, figures.responses) : figures.responses;
  return {
    id: draft.id,
    source: draft.source,
    target: draft.target,
    protocol,
    hosts: sortedUnique(counted.map((e) => e.labels.destinationService)),
    figures,
    principals: principalsOf(counted),
    share: shareOf(context, source, draft, figures),
    split: splitOf(context, drafts, draft, target, figuresOf),
    reporter: reporterOf(counted),
    denied: denialOf(context, counted, figures),
    missingSubsets: missing,
    health: worstHealth([
      judgeRequests(context, source, judged, { protocol, direction: "outbound" }),
      judgeRequests(context, target, judged, { protocol, direction: "inbound" }),
      ...missingHealth(missing, lost, figures),
    ]),
    idle: figures.requestsPerSecond === 0 && figures.tcp === null && figures.messages === null,
    found: true,
    labels: counted.map((e) => e.labels),
  };
}

function principalsOf(traffic: readonly EdgeTraffic[]): MeshEdge["principals"] {
  const [only, ...more] = traffic;
  if (only && more.length === 0) return only.principals;
  return {
    source: sortedUnique(traffic.flatMap((e) => e.principals.source)),
    destination: sortedUnique(traffic.flatMap((e) => e.principals.destination)),
  };
}

/** No judgement where nothing was lost: what nobody called is not healthy for that. */
function missingHealth(subsets: readonly string[], lost: number, { requestsPerSecond }: Figures) {
  const facts = { subsets, ratePerSecond: lost, totalPerSecond: requestsPerSecond };
  return lost > 0 ? [evaluateMissingSubsets(facts)] : [];
}

/** Envoy's flag for a cluster that does not exist. */
const isLost = (flags: string): boolean => flags.length > 1 && flags.split(",").includes("NC");

/** This edge ÷ all that the caller sends to the same services with the same protocol; behind a service, ÷ all that it was sent. */
function shareOf(
  context: GraphContext,
  source: NodeDraft,
  { traffic, protocol, step }: EdgeDraft,
  { requestsPerSecond }: Figures,
): number | null {
  if (requestsPerSecond === 0) return null;
  const called = new Set(traffic.map((edge) => destinationOf(context, edge)));
  const sent = step ? source.inbound : source.outbound;
  let all = 0;
  for (const edge of sent) {
    if (edge.protocol === protocol && called.has(destinationOf(context, edge))) {
      for (const { rate } of edge.responses) all += rate;
    }
  }
  return ratio(requestsPerSecond, all);
}

/** What was called, however the caller spelled it. */
function destinationOf(context: GraphContext, edge: EdgeTraffic): unknown {
  const host = serviceNamed(context, edge);
  if (host.type === "service") return host.service;
  return host.type === "service-entry" ? host.entry : edge.labels.destinationService;
}

function missingSubsets(
  context: GraphContext,
  draft: EdgeDraft,
  target: NodeDraft,
): readonly string[] {
  const { service } = target;
  if (!service) return [];
  const callers = callersOf(context, draft);
  return sortedUnique(callers.flatMap((c) => subsetsMissing(context.index, c, service)));
}

function reporterOf(traffic: readonly EdgeTraffic[]): MeshEdge["reporter"] {
  const reporters = new Set(traffic.map((e) => e.reporter));
  if (reporters.size > 1) return "both";
  return reporters.has("destination") ? "destination" : "source";
}
