import { evaluateMissingSubsets, worstHealth } from "../../telemetry/health-rules";
import type { EdgeTraffic } from "../../telemetry/traffic";
import type { GraphContext } from "../ends/graph-context";
import type { Figures, MeshEdge } from "../mesh-graph";
import { type Drafts, type EdgeDraft, isCounted, type NodeDraft } from "../node-draft";
import { denialOf, ownResponses } from "./denial";
import type { FiguresOf } from "./figures-of";
import { judgeRequests } from "./health-of";
import { subsetsMissing } from "./routes-in-force";
import type { ShareOf } from "./share-of";
import { callersOf, splitOf } from "./split-of";
import { rateOf, sortedUnique } from "./tallies";

/** What remembers its answers for one build. */
type BuildTools = { readonly figuresOf: FiguresOf; readonly shareOf: ShareOf };

/** An edge with its figures; `null` when an end is missing, which no stage before this one allows. */
export function makeEdge(
  context: GraphContext,
  drafts: Drafts,
  draft: EdgeDraft,
  { figuresOf, shareOf }: BuildTools,
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
    share: shareOf(source, draft, figures.requestsPerSecond),
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
  const [only] = traffic;
  if (only && traffic.length === 1) return only.principals;
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
  if (!traffic.some((e) => e.reporter === "destination")) return "source";
  return traffic.some((e) => e.reporter === "source") ? "both" : "destination";
}
