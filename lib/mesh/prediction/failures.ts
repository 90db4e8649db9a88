import { type ResourceRef, refKey } from "../model/resource";
import type { Flows, HostFlow } from "./flows";
import { exactly, type Interval, plus, times } from "./interval";
import type { FailurePrediction, PredictedPart } from "./prediction";
import type { EndReason } from "./rule-shares";

/** Answers of the caller's own proxy that count as the server's failure: 503s, and faults. A missing route is a 404, a redirect no failure. */
const FAILS: ReadonlySet<EndReason> = new Set(["no-subset", "no-endpoint", "no-host", "aborted"]);

/**
 * How many requests will fail if every version goes on failing as often as it does now, for all of its callers together.
 *
 * A version that gets requests after the change and had none in the window cannot be judged: the sum is then not known.
 */
export function predictFailures(
  parts: readonly PredictedPart[],
  hosts: readonly HostFlow[],
  flows: Flows,
  known: boolean,
): FailurePrediction {
  const now = hosts.reduce((sum, flow) => sum + flow.failed, 0);
  const unmeasured: ResourceRef[] = [];
  let after: Interval = exactly(0);
  for (const { end, after: rate } of parts) {
    if (end.type !== "workload") {
      if (FAILS.has(end.type)) after = plus(after, rate);
      continue;
    }
    const seen = flows.byWorkload.get(refKey(end.ref));
    if (seen && seen.requests > 0) after = plus(after, times(rate, seen.failed / seen.requests));
    else if (rate.max > 0) unmeasured.push(end.ref);
  }
  return { now, after: known && unmeasured.length === 0 ? after : null, unmeasured };
}
