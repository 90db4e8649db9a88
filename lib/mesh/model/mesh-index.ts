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
  /** Workloads whose pods a service selects, in its own namespace. */
  readonly workloadsBehind: (service: ServiceResource) => readonly WorkloadResource[];
  /** Services that select a workload's pods. */
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

  return {
    snapshot,
    clusters: [...new Set([...snapshot.resources.values()].map((r) => r.meta.cluster))].sort(),
    all,
    inNamespace,
    find,
    workloadsBehind: memo((service) =>
      inNamespace("Workload", service.meta.cluster, service.meta.namespace).filter((w) =>
        selects(service.selector, w.podLabels),
      ),
    ),
    servicesOf: memo((workload) =>
      inNamespace("Service", workload.meta.cluster, workload.meta.namespace).filter((s) =>
        selects(s.selector, workload.podLabels),
      ),
    ),
    slicesOf: memo((service) =>
      inNamespace("EndpointSlice", service.meta.cluster, service.meta.namespace).filter(
        (slice) => slice.service === service.meta.name,
      ),
    ),
  };
}

const placeKey = (kind: string, cluster: string, namespace: string) =>
  `${kind}/${cluster}/${namespace}`;

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
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
