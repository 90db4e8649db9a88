import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { Labels, WorkloadResource } from "../../model/resource";
import type { AnalysisInputs } from "../inputs/analysis-inputs";
import type { ContainerFacts, KubeObject } from "../inputs/kube-objects";
import { isSystemNamespace } from "./system-namespaces";

/** A pod as the selectors of configuration see it. */
export type MeshPod = {
  readonly namespace: string;
  /** The pod's, or its workload's where single pods are not known. */
  readonly name: string;
  readonly labels: Labels;
  /** Labels of the node's place, that a subset may ask for; `null` where no node is known. */
  readonly place: Labels | null;
  /** Whether it has a sidecar, or would get one made anew. */
  readonly inMesh: boolean;
  readonly ambient: boolean;
};

export type PodTable = {
  readonly all: readonly MeshPod[];
  readonly inNamespace: (namespace: string) => readonly MeshPod[];
  /** Those of a namespace that have a label of this name. */
  readonly labelled: (namespace: string, name: string) => readonly MeshPod[];
  /** Pods that have all of these labels; all pods for none. */
  readonly selected: (labels: Labels) => readonly MeshPod[];
  /** Whether a pod that has all of these labels is as asked. */
  readonly hasOne: (
    labels: readonly (readonly [string, string])[],
    isAsAsked: (pod: MeshPod) => boolean,
  ) => boolean;
};

/** Whether a selector as Kubernetes reads it takes the labels; an empty one takes all. */
export const matches = (selector: Labels, labels: Labels): boolean => {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
};

/** A selector as `istioctl` writes it: `app=a,version=v1`. */
export const selectorText = (selector: Labels): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(",");

/**
 * Whether pods with these labels and containers are in the mesh: by the container itself, else by label, annotation and namespace.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/util/in_mesh.go`.
 */
export function isInMesh(
  shape: {
    readonly labels: Labels;
    readonly annotations: Labels;
    readonly hasProxy: boolean;
  },
  namespaceLabels: Labels | null,
): boolean {
  if (shape.hasProxy) return true;
  const asked = shape.labels[INJECT] ?? shape.annotations[INJECT];
  if (asked !== undefined) return asked === "true";
  return namespaceLabels?.["istio-injection"] === "enabled";
}

const INJECT = "sidecar.istio.io/inject";

/** Whether a container of this name with an image is among them; the first of that name decides. */
export const hasProxyContainer = (containers: readonly ContainerFacts[]): boolean =>
  (containers.find((c) => c.name === "istio-proxy")?.image ?? "") !== "";

const PLACES = ["region", "zone"].map((level) => `topology.kubernetes.io/${level}`);
const PLACE_LABELS = [...PLACES, "topology.istio.io/subzone", "kubernetes.io/hostname"];

/** Whether a label says where a node stands. */
export const isPlaceLabel = (name: string): boolean => PLACE_LABELS.includes(name);

function placeOf(labels: Labels): Labels {
  return Object.fromEntries(
    PLACE_LABELS.flatMap((key): [string, string][] => {
      const value = labels[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function podsFrom(objects: readonly KubeObject[], index: MeshIndex, cluster: string): MeshPod[] {
  const nodes = new Map(
    objects.flatMap((o) =>
      o.kind === "Node" && o.meta.cluster === cluster
        ? [[o.meta.name, placeOf(o.meta.labels)] as const]
        : [],
    ),
  );
  return objects.flatMap((object) => {
    if (object.kind !== "Pod" || object.meta.cluster !== cluster) return [];
    const { meta, spec } = object;
    if (isSystemNamespace(meta.namespace)) return [];
    const namespace = index.find("Namespace", cluster, "", meta.namespace);
    const containers = [...spec.containers, ...spec.initContainers];
    const shape = { ...meta, hasProxy: hasProxyContainer(containers) };
    return {
      namespace: meta.namespace,
      name: meta.name,
      labels: meta.labels,
      place: spec.nodeName === null ? null : (nodes.get(spec.nodeName) ?? null),
      inMesh: isInMesh(shape, namespace?.meta.labels ?? null),
      ambient: meta.annotations["ambient.istio.io/redirection"] === "enabled",
    };
  });
}

/** Whether a workload has pods; where nobody looked for pods, it is taken to have some. */
export const runs = (
  { replicas }: WorkloadResource,
  { objects, absent }: AnalysisInputs,
): boolean => replicas.current > 0 || (objects !== null && absent.has("Pod"));

/** A workload stands for its pods: their common labels, and whether they have a proxy. */
function podsOfWorkloads(index: MeshIndex, cluster: string, inputs: AnalysisInputs): MeshPod[] {
  return index.all("Workload").flatMap((workload) => {
    const { meta, podLabels, podAnnotations, proxy } = workload;
    if (meta.cluster !== cluster || !runs(workload, inputs)) return [];
    if (isSystemNamespace(meta.namespace)) return [];
    const namespace = index.find("Namespace", cluster, "", meta.namespace);
    const shape = {
      labels: podLabels,
      annotations: podAnnotations,
      hasProxy: proxy !== "none" && proxy !== "ambient",
    };
    return {
      namespace: meta.namespace,
      name: meta.name,
      labels: podLabels,
      place: null,
      inMesh: isInMesh(shape, namespace?.meta.labels ?? null),
      ambient: proxy === "ambient",
    };
  });
}

function tableOf(all: readonly MeshPod[]): PodTable {
  const byNamespace = new Map<string, MeshPod[]>();
  const byLabel = new Map<string, MeshPod[]>();
  for (const pod of all) {
    append(byNamespace, pod.namespace, pod);
    for (const [key, value] of Object.entries(pod.labels)) append(byLabel, `${key}=${value}`, pod);
  }
  /** The shortest list that holds all pods with these labels. */
  const candidates = (labels: readonly (readonly [string, string])[]): readonly MeshPod[] => {
    let best = all;
    for (const [key, value] of labels) {
      const list = byLabel.get(`${key}=${value}`) ?? [];
      if (list.length < best.length) best = list;
    }
    return best;
  };
  const selected = memoByKey(selectorText, (labels: Labels) =>
    candidates(Object.entries(labels)).filter((pod) => matches(labels, pod.labels)),
  );
  const inNamespace = (namespace: string) => byNamespace.get(namespace) ?? [];
  const labelled = memoByKey(
    ([namespace, name]: readonly [string, string]) => `${namespace} ${name}`,
    ([namespace, name]) => inNamespace(namespace).filter((p) => p.labels[name] !== undefined),
  );
  return {
    all,
    inNamespace,
    labelled: (namespace, name) => labelled([namespace, name]),
    selected,
    hasOne: (labels, isAsAsked) =>
      candidates(labels).some(
        (pod) => labels.every(([key, value]) => pod.labels[key] === value) && isAsAsked(pod),
      ),
  };
}

function memoByKey<A, T>(keyOf: (asked: A) => string, make: (asked: A) => T): (asked: A) => T {
  const known = new Map<string, { readonly value: T }>();
  return (asked) => {
    const key = keyOf(asked);
    const hit = known.get(key);
    if (hit !== undefined) return hit.value;
    const value = make(asked);
    known.set(key, { value });
    return value;
  };
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

const tables = memoPerIndex((): Map<string, PodTable> => new Map());
const tablesOfInputs = new WeakMap<
  readonly KubeObject[],
  WeakMap<MeshIndex, Map<string, PodTable>>
>();

/** The pods of a cluster: those that were handed in, else those that stand behind the snapshot's workloads. */
export function podsOf(index: MeshIndex, cluster: string, inputs: AnalysisInputs): PodTable {
  const { objects, absent } = inputs;
  const known = objects === null ? tables(index) : tablesFor(objects, index);
  const found = known.get(cluster);
  if (found !== undefined) return found;
  const pods =
    objects === null || absent.has("Pod")
      ? podsOfWorkloads(index, cluster, inputs)
      : podsFrom(objects, index, cluster);
  const table = tableOf(pods);
  known.set(cluster, table);
  return table;
}

function tablesFor(objects: readonly KubeObject[], index: MeshIndex): Map<string, PodTable> {
  const byIndex = tablesOfInputs.get(objects) ?? new WeakMap<MeshIndex, Map<string, PodTable>>();
  tablesOfInputs.set(objects, byIndex);
  const known = byIndex.get(index) ?? new Map<string, PodTable>();
  byIndex.set(index, known);
  return known;
}

/** Whether an object belongs to the control plane. Source: istio/istio `pkg/config/analysis/analyzers/util/find_label.go`. */
export const isControlPlane = (labels: Labels): boolean =>
  labels["istio"] !== undefined || labels["release"] === "istio";
