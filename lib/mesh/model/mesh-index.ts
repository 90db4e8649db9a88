import type { Kind } from "./kinds";
import type {
  EndpointSliceResource,
  Labels,
  MeshResource,
  ResourceOf,
  ServiceResource,
  WorkloadResource,
} from "./resource";
import type { MeshSnapshot } from "./snapshot";

/** Look-ups over one snapshot. Build it once per snapshot (`indexSnapshot`); it holds references, not copies. */
export type MeshIndex = {
  readonly snapshot: MeshSnapshot;
  /** Names of all clusters that have an object, sorted. */
  readonly clusters: readonly string[];
  readonly all: <K extends Kind>(kind: K) => readonly ResourceOf<K>[];
  /** Objects of a kind in one namespace, sorted by name. */
  readonly inNamespace: <K extends Kind>(
    kind: K,
    cluster: string,
    namespace: string,
  ) => readonly ResourceOf<K>[];
  readonly find: <K extends Kind>(
    kind: K,
    cluster: string,
    namespace: string,
    name: string,
  ) => ResourceOf<K> | null;
  /**
   * Workloads behind a service, in its own namespace: those whose pods its selector matches, and those that own a pod of its endpoint
   * slices. The slices find what the labels shared by all pods cannot: one pod of a StatefulSet, one revision of a Rollout, a service
   * without selector.
   */
  readonly workloadsBehind: (service: ServiceResource) => readonly WorkloadResource[];
  /** Services that a workload is behind: the inverse of `workloadsBehind`. */
  readonly servicesOf: (workload: WorkloadResource) => readonly ServiceResource[];
  readonly slicesOf: (service: ServiceResource) => readonly EndpointSliceResource[];
};

/** Whether every label of the selector is among the labels. An empty selector matches nothing, as in a Service. */
export function selects(selector: Labels | null, labels: Labels): boolean {
  if (selector === null) return false;
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

const byName = (a: MeshResource, b: MeshResource) =>
  a.meta.name < b.meta.name ? -1 : a.meta.name > b.meta.name ? 1 : 0;

/** Groups a snapshot by kind and namespace. Linear in its size; selectors are evaluated on first use. */
export function indexSnapshot(snapshot: MeshSnapshot): MeshIndex {
  const byKind = new Map<string, MeshResource[]>();
  const byPlace = new Map<string, MeshResource[]>();
  for (const resource of snapshot.resources.values()) {
    append(byKind, resource.kind, resource);
    append(
      byPlace,
      placeKey(resource.kind, resource.meta.cluster, resource.meta.namespace),
      resource,
    );
  }
  for (const list of byPlace.values()) list.sort(byName);

  // The lists are filed under their own kind, so what is found under a kind has that kind.
  const all = <K extends Kind>(kind: K) => (byKind.get(kind) ?? []) as ResourceOf<K>[];
  const inNamespace = <K extends Kind>(kind: K, cluster: string, namespace: string) =>
    (byPlace.get(placeKey(kind, cluster, namespace)) ?? []) as ResourceOf<K>[];
  const find = <K extends Kind>(kind: K, cluster: string, namespace: string, name: string) =>
    (snapshot.resources.get(`${cluster}/${kind}/${namespace}/${name}`) ??
      null) as ResourceOf<K> | null;

  const slicesByService = memoPlaces((cluster, namespace) =>
    groupBy(inNamespace("EndpointSlice", cluster, namespace), (slice) => slice.service),
  );
  const slicesOf = ({ meta }: ServiceResource) =>
    slicesByService(meta.cluster, meta.namespace).get(meta.name) ?? [];

  const workloadsOfPods = memoPlaces((cluster, namespace) => {
    const owners = new Map<string, WorkloadResource>();
    for (const workload of inNamespace("Workload", cluster, namespace)) {
      for (const pod of workload.pods) owners.set(pod.name, workload);
    }
    return owners;
  });
  const workloadsByLabel = memoPlaces((cluster, namespace) => {
    const byLabel = new Map<string, WorkloadResource[]>();
    for (const workload of inNamespace("Workload", cluster, namespace)) {
      for (const [key, value] of Object.entries(workload.podLabels)) {
        append(byLabel, `${key}=${value}`, workload);
      }
    }
    return byLabel;
  });
  const workloadsBehind = memo((service: ServiceResource): readonly WorkloadResource[] => {
    const { cluster, namespace } = service.meta;
    const candidates = rarest(service.selector, workloadsByLabel(cluster, namespace));
    const selected = candidates.filter((w) => selects(service.selector, w.podLabels));
    const owners = workloadsOfPods(cluster, namespace);
    const inSlices = slicesOf(service).flatMap((slice) => podsIn(slice, owners));
    return [...new Set([...selected, ...inSlices])].sort(byName);
  });

  const servicesByWorkload = memoPlaces((cluster, namespace) => {
    const behind = new Map<WorkloadResource, ServiceResource[]>();
    for (const service of inNamespace("Service", cluster, namespace)) {
      for (const workload of workloadsBehind(service)) append(behind, workload, service);
    }
    return behind;
  });

  return {
    snapshot,
    clusters: [...new Set([...snapshot.resources.values()].map((r) => r.meta.cluster))].sort(),
    all,
    inNamespace,
    find,
    workloadsBehind,
    servicesOf: (workload) =>
      servicesByWorkload(workload.meta.cluster, workload.meta.namespace).get(workload) ?? [],
    slicesOf,
  };
}

/** The shortest list that has everything the selector can match: keeps selecting linear where one label is on every pod. */
function rarest(
  selector: Labels | null,
  byLabel: ReadonlyMap<string, readonly WorkloadResource[]>,
): readonly WorkloadResource[] {
  const lists = Object.entries(selector ?? {}).map(([k, v]) => byLabel.get(`${k}=${v}`) ?? []);
  return lists.reduce((best, list) => (list.length < best.length ? list : best), lists[0] ?? []);
}

const podsIn = (slice: EndpointSliceResource, owners: ReadonlyMap<string, WorkloadResource>) =>
  slice.endpoints.flatMap(({ pod }) => (pod === null ? [] : (owners.get(pod) ?? [])));

const placeKey = (kind: string, cluster: string, namespace: string) =>
  `${kind}/${cluster}/${namespace}`;

function append<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) append(groups, keyOf(item), item);
  return groups;
}

/** Computes once per namespace of a cluster, on first use. */
function memoPlaces<T extends object>(
  compute: (cluster: string, namespace: string) => T,
): (cluster: string, namespace: string) => T {
  const known = new Map<string, T>();
  return (cluster, namespace) => {
    const key = placeKey("", cluster, namespace);
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    const value = compute(cluster, namespace);
    known.set(key, value);
    return value;
  };
}

function memo<A extends object, T>(compute: (a: A) => T): (a: A) => T {
  const known = new WeakMap<A, T>();
  return (a) => {
    const hit = known.get(a);
    if (hit !== undefined) return hit;
    const value = compute(a);
    known.set(a, value);
    return value;
  };
}
