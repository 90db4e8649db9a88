import type { EdgeTraffic } from "../../telemetry/traffic";
import type { EdgeDraft, NodeDraft, RecordAt } from "../node-draft";

/** Where one record of traffic went. */
export type Placed = {
  readonly edge: EdgeTraffic;
  readonly caller: NodeDraft;
  /** What received it, in the order of the way: a service, then a workload. */
  readonly stops: readonly NodeDraft[];
  readonly ways: readonly EdgeDraft[];
};

/**
 * Hands buckets that were read per caller and service to what got all requests of that caller to that service, and to nothing else:
 * a part of the requests may not wear the quantiles of all. So an edge between caller and service always has them, one from the
 * service to a workload has them when the caller's requests all went there. A carrier draws nothing by itself.
 */
export function assignCarriers(carriers: readonly RecordAt[], placed: readonly Placed[]): void {
  if (carriers.length === 0) return;
  const byCall = new Map<string, Placed[]>();
  for (const one of placed) {
    const key = callKey(one.edge);
    const list = byCall.get(key);
    if (list) list.push(one);
    else byCall.set(key, [one]);
  }
  for (const { edge, slot } of carriers) {
    const calls = byCall.get(callKey(edge)) ?? [];
    for (const node of shared(calls.map((c) => [c.caller]))) node.outbound.push(slot);
    for (const node of shared(calls.map((c) => c.stops))) node.inbound.push(slot);
    for (const way of shared(calls.map((c) => c.ways))) way.traffic.push(slot);
  }
}

/** What is in every list. */
function shared<T>([first, ...others]: readonly (readonly T[])[]): readonly T[] {
  return (first ?? []).filter((item) => others.every((list) => list.includes(item)));
}

/** Caller, service and protocol; lengths first, so that no label can imitate another's end. */
const callKey = ({ labels, protocol }: EdgeTraffic): string =>
  [
    protocol,
    labels.sourceCluster,
    labels.sourceNamespace,
    labels.sourceWorkload,
    labels.destinationService,
  ]
    .map((part) => `${part.length}:${part}`)
    .join("");
