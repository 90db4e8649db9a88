import type { MeshIndex } from "../model/mesh-index";
import type { ConfigOverlay } from "../model/overlay-index";
import type { Traffic } from "../telemetry/traffic";
import type { ClusterOf } from "./flows";
import { exactly } from "./interval";
import { predict } from "./predict";
import type { PredictedFlow, PredictedPart } from "./prediction";

/** What the rules set for the requests that a change is about, without anything having been predicted. */
export type FlowsAsSet = {
  /** Those whose way the change has altered. */
  readonly flows: readonly PredictedFlow[];
  /** Requests came that the change names, and whose way is what it was, or is not known. */
  readonly others: boolean;
};

/**
 * The shares that a change has set, for callers that were seen since: what a prediction would have said of them, had there been metrics
 * before the write. The change is looked at backwards, since the mesh already holds it.
 *
 * @param index the mesh with the change
 * @param before the objects of the change as they were
 * @param traffic of a window since the write
 */
export function flowsAsSet(
  index: MeshIndex,
  before: ConfigOverlay,
  traffic: Traffic,
  clusterOf: ClusterOf,
): FlowsAsSet {
  const back = predict({ base: index, overlay: before, traffic, clusterOf });
  const flows = back.flows.flatMap((flow) => turned(flow) ?? []);
  return {
    flows,
    others:
      (back.staying ?? 0) > 0 ||
      back.unattributed > 0 ||
      back.unsupported.length > 0 ||
      flows.length < back.flows.length,
  };
}

/** `null` where the shares that are set now are not known. */
function turned(flow: PredictedFlow): PredictedFlow | null {
  if (!flow.known) return null;
  const parts = flow.parts.map(turnedPart);
  return parts.some((part) => part === null)
    ? null
    : { ...flow, parts: parts.flatMap((part) => part ?? []) };
}

function turnedPart(part: PredictedPart): PredictedPart | null {
  const { setNow, setAfter, now } = part;
  if (setNow === null) return null;
  // What is seen now is what came after the change.
  return { ...part, setNow: setAfter, setAfter: setNow, after: exactly(now), by: [] };
}
