import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { type ResolvedHost, resolveHost } from "../../routing/hosts";
import type { HealthProfile } from "../../telemetry/health-rules";
import type { EdgeLabels, Traffic } from "../../telemetry/traffic";
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

/** The cluster a label names, where we watch such a cluster; else the one the metrics belong to. */
export const clusterOf = (context: GraphContext, label: string): string =>
  context.index.clusters.includes(label) ? label : context.settings.cluster;

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

const hostsKnown = new WeakMap<MeshIndex, Map<string, ResolvedHost>>();

/**
 * What `destination_service` names, seen from the caller (a request that found no cluster is reported under its Host header, which
 * means something only in the caller's namespace). Remembered per snapshot: a tick of metrics resolves nothing anew.
 */
export function serviceNamed(context: GraphContext, labels: EdgeLabels): ResolvedHost {
  const from = isNamed(labels.sourceNamespace)
    ? labels.sourceNamespace
    : labels.destinationNamespace;
  const cluster = clusterOf(context, labels.destinationCluster || labels.sourceCluster);
  const known = hostsKnown.get(context.index) ?? new Map<string, ResolvedHost>();
  hostsKnown.set(context.index, known);
  const key = `${cluster} ${from} ${labels.destinationService}`;
  const hit = known.get(key);
  if (hit) return hit;
  const resolved = isNamed(labels.destinationService)
    ? resolveHost(context.index, cluster, labels.destinationService, from)
    : { type: "none" as const, hostname: "", port: null };
  known.set(key, resolved);
  return resolved;
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
