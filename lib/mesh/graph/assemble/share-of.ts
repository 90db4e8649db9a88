import { ratio } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import { type GraphContext, serviceNamed } from "../ends/graph-context";
import type { EdgeDraft, NodeDraft, Slot } from "../node-draft";
import type { SlotList, SlotLists } from "./slot-lists";

/**
 * What an edge's requests are a share of: all that its source sends to the same services with the same protocol; behind a service, all
 * that it was sent.
 */
export type WholeOf = (source: NodeDraft, edge: EdgeDraft) => SlotList;

/** For one structure: what a node sends is sorted once, however many edges leave it. Drafts must not change any more. */
export function createWholes(
  context: GraphContext,
  records: readonly EdgeTraffic[],
  lists: SlotLists,
): WholeOf {
  const known = new Map<readonly Slot[], ReadonlyMap<unknown, readonly Slot[]>>();
  const destinationAt = (slot: Slot): unknown => {
    const record = records[slot];
    return record && destinationOf(context, record);
  };
  return (source, { traffic, protocol, step }) => {
    const sent = step ? source.inbound : source.outbound;
    const byDestination = known.get(sent) ?? grouped(sent, destinationAt);
    known.set(sent, byDestination);
    const called = new Set(traffic.map(destinationAt));
    const slots = [...called].flatMap((destination) => byDestination.get(destination) ?? []);
    return lists.of(slots.filter((slot) => records[slot]?.protocol === protocol));
  };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => unknown): ReadonlyMap<unknown, T[]> {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Sums of the same rates in another order differ by some 1e-16 of them; no counter tells a billionth of its traffic apart. */
const SAME = 1e-9;

/** `null` for an edge without requests. All of it is 1, not a little less for the order in which rates were added up. */
export function shareOf(requestsPerSecond: number, whole: number): number | null {
  const share = requestsPerSecond === 0 ? null : ratio(requestsPerSecond, whole);
  return share !== null && share > 1 - SAME ? 1 : share;
}

/** What was called, however the caller spelled it. */
function destinationOf(context: GraphContext, edge: EdgeTraffic): unknown {
  const host = serviceNamed(context, edge);
  if (host.type === "service") return host.service;
  return host.type === "service-entry" ? host.entry : edge.labels.destinationService;
}
