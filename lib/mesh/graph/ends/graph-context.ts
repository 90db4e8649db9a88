import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { type ResolvedHost, resolveHost } from "../../routing/hosts";
import type { HealthProfile } from "../../telemetry/health-rules";
import type { EdgeLabels, Traffic } from "../../telemetry/traffic";
import { memoPerIndex } from "../memo-per-index";
import type { GraphView } from "../view";

export type GraphSettings = {
  readonly healthProfile: HealthProfile;
  /** The cluster that metrics without cluster labels belong to. */
  readonly cluster: string;
};

/** What every stage of one build shares. */
export type GraphContext = {
  readonly index: MeshIndex;
  readonly traffic: Traffic | null;
  readonly view: GraphView;
  readonly settings: GraphSettings;
};

/** Istio writes `unknown` where it cannot say; metrics that lack a label read as empty. */
export const isNamed = (label: string): boolean => label !== "" && label !== "unknown";

/** A namespace that metrics name; `null` for none. */
export const namespaceOf = (label: string): string | null => (isNamed(label) ? label : null);

/**
 * The cluster a label names; without one, that of the metrics. A cluster that is not watched stays apart under its own name: its
 * workloads are not those of the same name here.
 */
export const clusterOf = (context: GraphContext, label: string): string =>
  isNamed(label) ? label : context.settings.cluster;

export function callerOf(context: GraphContext, labels: EdgeLabels): WorkloadResource | null {
  if (!isNamed(labels.sourceWorkload)) return null;
  const cluster = clusterOf(context, labels.sourceCluster);
  return context.index.find("Workload", cluster, labels.sourceNamespace, labels.sourceWorkload);
}

export function calleeOf(context: GraphContext, labels: EdgeLabels): WorkloadResource | null {
  if (!isNamed(labels.destinationWorkload)) return null;
  const cluster = clusterOf(context, labels.destinationCluster);
  return context.index.find(
    "Workload",
    cluster,
    labels.destinationNamespace,
    labels.destinationWorkload,
  );
}

const hostsKnown = memoPerIndex<Map<string, Map<string, Map<string, ResolvedHost>>>>(
  () => new Map(),
);

/**
 * What `destination_service` names, seen from the caller (a request that found no cluster is reported under its Host header, which
 * means something only in the caller's namespace). Remembered per snapshot: a tick of metrics resolves nothing anew.
 */
export function serviceNamed(context: GraphContext, labels: EdgeLabels): ResolvedHost {
  const host = labels.destinationService;
  if (!isNamed(host)) return { type: "none", hostname: "", port: null };
  const from = isNamed(labels.sourceNamespace)
    ? labels.sourceNamespace
    : labels.destinationNamespace;
  // A call that reached no workload has no destination cluster: it failed at the caller's.
  const cluster = clusterOf(
    context,
    isNamed(labels.destinationCluster) ? labels.destinationCluster : labels.sourceCluster,
  );
  const byPlace = nested(nested(hostsKnown(context.index), cluster), from);
  const known = byPlace.get(host);
  if (known) return known;
  const resolved = resolveHost(context.index, cluster, host, from);
  byPlace.set(host, resolved);
  return resolved;
}

function nested<K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const known = map.get(key);
  if (known) return known;
  const inner = new Map<K, V>();
  map.set(key, inner);
  return inner;
}

/**
 * The one service that a workload's own traffic is credited to where services stand for workloads: the only one that selects it, or
 * among several the one named like its app, else the first by name. `null` when none does.
 */
export function serviceOfWorkload(
  context: GraphContext,
  workload: WorkloadResource,
): ServiceResource | null {
  const services = context.index.servicesOf(workload);
  const named = services.find((s) => s.meta.name === workload.canonicalService);
  return named ?? services[0] ?? null;
}
