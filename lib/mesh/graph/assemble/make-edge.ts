import type { Health } from "../../telemetry/health";
import { evaluateMissingSubsets, worstHealth } from "../../telemetry/health-rules";
import type { GraphContext } from "../ends/graph-context";
import type { Figures, MeshEdge } from "../mesh-graph";
import { denialOf, ownResponses } from "./denial";
import type { EdgeShape } from "./edge-shape";
import { judgeRequests } from "./health-of";
import { subsetsMissing } from "./routes-in-force";
import { shareOf } from "./share-of";
import type { Reading } from "./slot-lists";
import { splitOf } from "./split-of";
import { rateOf, sortedUnique } from "./tallies";

/** An edge with the figures of one moment. */
export function makeEdge(context: GraphContext, shape: EdgeShape, reading: Reading): MeshEdge {
  const { fixed, counted, parts, traffic, whole } = shape;
  const figures = reading.figures(traffic);
  const rate = figures.requestsPerSecond;
  const lost = rateOf([figures], isLost);
  const missing = lost > 0 ? missingSubsets(context, shape) : [];
  return {
    id: fixed.id,
    source: fixed.source,
    target: fixed.target,
    protocol: fixed.protocol,
    hosts: fixed.hosts,
    figures,
    principals: fixed.principals,
    share: rate === 0 ? null : shareOf(rate, reading.rate(whole)),
    split: splitOf(parts, rate, reading),
    reporter: fixed.reporter,
    denied: denialOf(context, () => reading.records(counted), figures),
    missingSubsets: missing,
    health: edgeHealth(context, shape, reading, { subsets: missing, lost }),
    idle: rate === 0 && figures.tcp === null && figures.messages === null,
    found: true,
    labels: fixed.labels,
  };
}

/** By the rules of both ends, and by what was lost for want of a subset. */
function edgeHealth(
  context: GraphContext,
  { counted, fixed: { protocol }, rules, step, traffic }: EdgeShape,
  reading: Reading,
  { subsets, lost }: { readonly subsets: readonly string[]; readonly lost: number },
): Health {
  const figures = reading.figures(traffic);
  // Between a service and its own workload a policy's refusal is nobody's fault; the edge from the caller shows it.
  const judged = step
    ? ownResponses(context, () => reading.records(counted), figures.responses)
    : figures.responses;
  return worstHealth([
    judgeRequests(context, rules.source, judged, { protocol, direction: "outbound" }),
    judgeRequests(context, rules.target, judged, { protocol, direction: "inbound" }),
    ...missingHealth(subsets, lost, figures),
  ]);
}

/** No judgement where nothing was lost: what nobody called is not healthy for that. */
function missingHealth(subsets: readonly string[], lost: number, { requestsPerSecond }: Figures) {
  const facts = { subsets, ratePerSecond: lost, totalPerSecond: requestsPerSecond };
  return lost > 0 ? [evaluateMissingSubsets(facts)] : [];
}

/** Envoy's flag for a cluster that does not exist. */
const isLost = (flags: string): boolean => flags.length > 1 && flags.split(",").includes("NC");

function missingSubsets(
  { index }: GraphContext,
  { callers, service }: EdgeShape,
): readonly string[] {
  if (!service) return [];
  return sortedUnique(callers.flatMap((c) => subsetsMissing(index, c, service)));
}
