import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import { refKey, refOf, type WorkloadResource } from "../model/resource";
import { resolveHost } from "../routing/hosts";
import { sideRates } from "../telemetry/ratios";
import type { EdgeTraffic, Traffic } from "../telemetry/traffic";

/** Requests per second, and how many of them were the server's failures. */
export type Rates = { readonly requests: number; readonly failed: number };

/** What one caller sent to one host, by the workload that took it. */
export type HostFlow = Rates & {
  readonly hostname: string;
  /** By the `refKey` of the workload; requests that reached none are in the sum alone. */
  readonly byWorkload: ReadonlyMap<string, Rates>;
};

/** What one caller sent, by full host name. */
export type CallerFlows = {
  readonly caller: WorkloadResource;
  readonly byHost: ReadonlyMap<string, HostFlow>;
};

/** The requests of one moment as predictions need them. */
export type Flows = {
  /** By the `refKey` of the caller. */
  readonly byCaller: ReadonlyMap<string, CallerFlows>;
  /** Who sent to a host, by its full name. */
  readonly callersOf: ReadonlyMap<string, readonly CallerFlows[]>;
  /** What each workload was asked by all callers together: how often it fails. */
  readonly byWorkload: ReadonlyMap<string, Rates>;
  /** Requests per second of callers that are no workload of this mesh: nothing is predicted of them. */
  readonly unattributed: number;
};

type Tally = { requests: number; failed: number };
type FlowTally = Tally & { readonly hostname: string; readonly byWorkload: Map<string, Tally> };
type CallerTally = { readonly caller: WorkloadResource; readonly byHost: Map<string, FlowTally> };

const flowsKnown = memoPerIndex<WeakMap<Traffic, Flows>>(() => new WeakMap());

/** The watched cluster that a cluster label of Istio's metrics means. */
export type ClusterOf = (label: string) => string;

/** Groups requests by caller, host and workload. Computed once per snapshot and tick: a drag asks again and again. */
export function flowsOf(index: MeshIndex, traffic: Traffic, clusterOf: ClusterOf): Flows {
  const known = flowsKnown(index);
  const flows = known.get(traffic) ?? collect(index, traffic, clusterOf);
  known.set(traffic, flows);
  return flows;
}

function collect(index: MeshIndex, traffic: Traffic, clusterOf: ClusterOf): Flows {
  const byCaller = new Map<string, CallerTally>();
  const byWorkload = new Map<string, Tally>();
  let unattributed = 0;
  for (const edge of traffic.edges.values()) {
    if (edge.protocol === "tcp") continue;
    const { total, failed } = sideRates(edge.responses);
    if (total === 0) continue;
    const target = workloadOf(index, edge, "destination", clusterOf);
    const targetKey = target === null ? null : keyOf(target);
    if (targetKey !== null) add(tallyAt(byWorkload, targetKey), total, failed);
    const caller = workloadOf(index, edge, "source", clusterOf);
    if (!caller) {
      unattributed += total;
      continue;
    }
    const flow = flowAt(byCaller, caller, hostOf(index, edge, caller));
    add(flow, total, failed);
    if (targetKey !== null) add(tallyAt(flow.byWorkload, targetKey), total, failed);
  }
  return { byCaller, callersOf: byHostOf(byCaller), byWorkload, unattributed };
}

function byHostOf(byCaller: ReadonlyMap<string, CallerFlows>): Flows["callersOf"] {
  const callers = new Map<string, CallerFlows[]>();
  for (const flows of byCaller.values()) {
    for (const host of flows.byHost.keys()) {
      const list = callers.get(host);
      if (list === undefined) callers.set(host, [flows]);
      else list.push(flows);
    }
  }
  return callers;
}

function workloadOf(
  index: MeshIndex,
  { labels }: EdgeTraffic,
  side: "source" | "destination",
  clusterOf: ClusterOf,
): WorkloadResource | null {
  const [cluster, namespace, name] =
    side === "source"
      ? [labels.sourceCluster, labels.sourceNamespace, labels.sourceWorkload]
      : [labels.destinationCluster, labels.destinationNamespace, labels.destinationWorkload];
  return index.find("Workload", clusterOf(cluster), namespace, name);
}

function hostOf(index: MeshIndex, { labels }: EdgeTraffic, caller: WorkloadResource): string {
  const { cluster, namespace } = caller.meta;
  return resolveHost(index, cluster, labels.destinationService, namespace).hostname;
}

function flowAt(
  byCaller: Map<string, CallerTally>,
  caller: WorkloadResource,
  hostname: string,
): FlowTally {
  const key = keyOf(caller);
  const known = byCaller.get(key) ?? { caller, byHost: new Map<string, FlowTally>() };
  byCaller.set(key, known);
  const flow = known.byHost.get(hostname) ?? {
    hostname,
    requests: 0,
    failed: 0,
    byWorkload: new Map<string, Tally>(),
  };
  known.byHost.set(hostname, flow);
  return flow;
}

function tallyAt(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? { requests: 0, failed: 0 };
  tallies.set(key, tally);
  return tally;
}

function add(tally: Tally, requests: number, failed: number): void {
  tally.requests += requests;
  tally.failed += failed;
}

const keyOf = (workload: WorkloadResource): string => refKey(refOf(workload));
