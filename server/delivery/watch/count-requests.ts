import "server-only";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { Flows, HostFlow } from "@/lib/mesh/prediction/flows";
import { forecastFor } from "@/lib/mesh/prediction/forecast";
import type { PredictedFlow } from "@/lib/mesh/prediction/prediction";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";

/** Requests of one caller to one service, counted over some time. */
export type RequestCount = {
  readonly seconds: number;
  readonly requests: number;
  /** By the `refKey` of the workload that took them; those that reached none are in `requests` alone. */
  readonly byWorkload: ReadonlyMap<string, number>;
};

export const flowKey = ({ caller, service }: Pick<PredictedFlow, "caller" | "service">): string =>
  `${refKey(caller)} ${refKey(service)}`;

/**
 * The requests of predicted flows in one window, by `flowKey`.
 *
 * Metrics name the host that a request was routed to. A service's requests are those to its own name and to the hosts that its rules
 * send to, now or when it was predicted; a host that two services of a caller send to counts for the one whose rules name more hosts,
 * as in the prediction.
 */
export function countRequests(
  index: MeshIndex,
  predicted: readonly PredictedFlow[],
  observed: Flows,
  windowSeconds: number,
): ReadonlyMap<string, RequestCount> {
  const counts = new Map<string, RequestCount>();
  const taken = new Set<string>();
  const dialled = predicted
    .map((flow) => ({ flow, hosts: hostsOf(index, flow) }))
    .toSorted((a, b) => b.hosts.length - a.hosts.length);
  for (const { flow, hosts } of dialled) {
    const byHost = observed.byCaller.get(refKey(flow.caller))?.byHost;
    const caller = refKey(flow.caller);
    const own = hosts.filter((host) => !taken.has(`${caller} ${host}`));
    for (const host of own) taken.add(`${caller} ${host}`);
    const flows = own.flatMap((host) => byHost?.get(host) ?? []);
    counts.set(flowKey(flow), countOf(flows, windowSeconds));
  }
  return counts;
}

function hostsOf(index: MeshIndex, flow: PredictedFlow): readonly string[] {
  const { hostname, throughHost } = flow;
  return [...new Set([hostname, ...throughHost, ...hostsNow(index, flow)])];
}

function hostsNow(index: MeshIndex, flow: PredictedFlow): readonly string[] {
  const caller = found(index, "Workload", flow.caller);
  const service = found(index, "Service", flow.service);
  if (caller === null || service === null) return [];
  return forecastFor(index, caller, service, settingsOf(index, caller.meta.cluster)).hosts;
}

const found = <K extends "Workload" | "Service">(
  index: MeshIndex,
  kind: K,
  { cluster, namespace, name }: ResourceRef,
) => index.find(kind, cluster, namespace, name);

function countOf(flows: readonly HostFlow[], seconds: number): RequestCount {
  const byWorkload = new Map<string, number>();
  for (const flow of flows) {
    for (const [key, rates] of flow.byWorkload) {
      byWorkload.set(key, (byWorkload.get(key) ?? 0) + rates.requests * seconds);
    }
  }
  const requests = flows.reduce((sum, flow) => sum + flow.requests, 0) * seconds;
  return { seconds, requests, byWorkload };
}

/** Two windows that do not overlap, as one. */
export function addCounts(
  a: ReadonlyMap<string, RequestCount>,
  b: ReadonlyMap<string, RequestCount>,
): ReadonlyMap<string, RequestCount> {
  const sum = new Map(a);
  for (const [key, count] of b) {
    const known = sum.get(key);
    sum.set(key, known === undefined ? count : bothOf(known, count));
  }
  return sum;
}

function bothOf(a: RequestCount, b: RequestCount): RequestCount {
  const byWorkload = new Map(a.byWorkload);
  for (const [key, n] of b.byWorkload) byWorkload.set(key, (byWorkload.get(key) ?? 0) + n);
  return { seconds: a.seconds + b.seconds, requests: a.requests + b.requests, byWorkload };
}
