import { memoPerIndex } from "../../model/memo-per-index";
import { type ClusterIds, clusterOfId } from "../../model/mesh-clusters";
import type { MeshIndex } from "../../model/mesh-index";
import type { ClusterReading } from "../../model/reading";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { type ResolvedHost, resolveHost } from "../../routing/hosts";
import type { HealthOverride } from "../../telemetry/health-overrides";
import type { HealthProfile } from "../../telemetry/health-rules";
import type { EdgeLabels, EdgeTraffic, Traffic } from "../../telemetry/traffic";
import type { GraphView } from "../view";

export type GraphSettings = {
  readonly healthProfile: HealthProfile;
  /** Rules that were set for some objects. */
  readonly healthRules: readonly HealthOverride[];
  /** The cluster that metrics without cluster labels belong to. */
  readonly cluster: string;
  /** What the mesh calls the clusters, where it was set. */
  readonly clusterIds: ClusterIds;
  /** What of the clusters is read: only there is the absence of an object a fact. */
  readonly reading: readonly ClusterReading[];
};

/** What every stage of one build shares. */
export type GraphContext = {
  readonly index: MeshIndex;
  readonly traffic: Traffic | null;
  readonly view: GraphView;
  readonly settings: GraphSettings;
};

/** What says which object a name in a metric means. */
export type Naming = {
  readonly index: MeshIndex;
  readonly settings: Pick<GraphSettings, "cluster" | "clusterIds">;
};

/** Istio writes `unknown` where it cannot say; metrics that lack a label read as empty. */
export const isNamed = (label: string): boolean => label !== "" && label !== "unknown";

/** A namespace that metrics name; `null` for none. */
export const namespaceOf = (label: string): string | null => (isNamed(label) ? label : null);

/**
 * The cluster a label means; without one, that of the metrics. A cluster that is not watched stays apart under the mesh's ID for it:
 * its workloads are not those of the same name here.
 */
export const clusterOf = ({ index, settings }: Naming, label: string): string =>
  isNamed(label) ? clusterOfId(index, settings.clusterIds, label) : settings.cluster;

/** What the labels of a record name, as far as the cluster has it. */
type Named = {
  readonly caller: WorkloadResource | null;
  readonly callee: WorkloadResource | null;
  readonly host: ResolvedHost;
};

const namedKnown = memoPerIndex<WeakMap<GraphSettings, Map<string, Named>>>(() => new WeakMap());

/** Remembered per snapshot by the id of the record, which stands for its labels: a tick of metrics resolves nothing anew. */
function namedBy(context: GraphContext, { id, labels }: Recorded): Named {
  const known = nested(namedKnown(context.index), context.settings);
  const hit = known.get(id);
  if (hit !== undefined) return hit;
  const named = {
    caller: workloadAt(context, {
      cluster: labels.sourceCluster,
      namespace: labels.sourceNamespace,
      name: labels.sourceWorkload,
    }),
    callee: workloadAt(context, {
      cluster: labels.destinationCluster,
      namespace: labels.destinationNamespace,
      name: labels.destinationWorkload,
    }),
    host: hostCalled(context, labels),
  };
  known.set(id, named);
  return named;
}

type Recorded = Pick<EdgeTraffic, "id" | "labels">;

function workloadAt(
  context: GraphContext,
  at: { readonly cluster: string; readonly namespace: string; readonly name: string },
): WorkloadResource | null {
  if (!isNamed(at.name)) return null;
  return context.index.find("Workload", clusterOf(context, at.cluster), at.namespace, at.name);
}

export const callerOf = (context: GraphContext, edge: Recorded): WorkloadResource | null =>
  namedBy(context, edge).caller;

export const calleeOf = (context: GraphContext, edge: Recorded): WorkloadResource | null =>
  namedBy(context, edge).callee;

export const serviceNamed = (context: GraphContext, edge: Recorded): ResolvedHost =>
  namedBy(context, edge).host;

const hostsKnown = memoPerIndex<Map<string, Map<string, Map<string, ResolvedHost>>>>(
  () => new Map(),
);

/** The labels that say which host a call is for. */
type HostLabels = Omit<EdgeLabels, "sourceWorkload" | "destinationWorkload">;

/**
 * What `destination_service` names, seen from the caller: a request that found no cluster is reported under its Host header, which
 * means something only in the caller's namespace.
 */
export function hostCalled(context: Naming, labels: HostLabels): ResolvedHost {
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
  const byHost = nested(nested(hostsKnown(context.index), cluster), from);
  const resolved = byHost.get(host) ?? hostOrItsService(context.index, cluster, host, from);
  byHost.set(host, resolved);
  return resolved;
}

/**
 * What has the host; for a name below a headless service (`db-0.db`, one pod of a StatefulSet) that service, as Envoy's route has it.
 *
 * Source: istio/istio `pilot/pkg/networking/core/httproute.go` generateVirtualHostDomains.
 */
function hostOrItsService(
  index: MeshIndex,
  cluster: string,
  host: string,
  from: string,
): ResolvedHost {
  const resolved = resolveHost(index, cluster, host, from);
  const dot = host.indexOf(".");
  if (resolved.type !== "none" || dot < 1) return resolved;
  const above = resolveHost(index, cluster, host.slice(dot + 1), from);
  return above.type === "service" && above.service.headless ? above : resolved;
}

type Nest<K, V> = {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => unknown;
};

function nested<S, K, V>(map: Nest<S, Map<K, V>>, key: S): Map<K, V> {
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

/** Whether a service has gateways behind it and nothing else: the gateway's node stands for both. */
export function frontsGateway({ index }: Pick<Naming, "index">, service: ServiceResource): boolean {
  const behind = index.workloadsBehind(service);
  return behind.length > 0 && behind.every((w) => w.proxy === "gateway" || w.proxy === "waypoint");
}
