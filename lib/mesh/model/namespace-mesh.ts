import type { Labels, NamespaceResource, WorkloadResource } from "./resource";

/** The namespace of the control plane and of mesh-wide objects, unless the mesh is configured otherwise. */
export const ROOT_NAMESPACE = "istio-system";

/** Whether mesh-wide objects live in this namespace. `rootNamespace` is the mesh configuration's field of that name. */
export const isRootNamespace = (namespace: string, rootNamespace: string = ROOT_NAMESPACE) =>
  namespace === rootNamespace;

export type NamespaceMesh = "sidecar" | "ambient" | "none";

/** Never injected, whatever their labels say. source: istio/istio `pkg/kube/inject`, IgnoredNamespaces. */
const NEVER_INJECTED: ReadonlySet<string> = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
]);

/**
 * How a namespace takes new pods into the mesh, by its labels.
 *
 * `istio-injection` decides before `istio.io/rev`: with any other value than `enabled` the namespace is not injected. Injection wins
 * over ambient where both are on, because a pod with a sidecar is not redirected to ztunnel. A webhook that was told to inject
 * namespaces by default (`enableNamespacesByDefault`) shows in the pods alone: see `meshOfWorkload`.
 *
 * source: istio/istio `manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`;
 * https://istio.io/latest/docs/ambient/migrate/enable-ambient-mode/
 */
export function meshOf(namespace: Pick<NamespaceResource, "meta">): NamespaceMesh {
  const { name, labels } = namespace.meta;
  if (injects(labels) && !NEVER_INJECTED.has(name)) return "sidecar";
  return labels["istio.io/dataplane-mode"] === "ambient" ? "ambient" : "none";
}

function injects(labels: Labels): boolean {
  const injection = labels["istio-injection"];
  if (injection !== undefined) return injection === "enabled";
  return Boolean(labels["istio.io/rev"]);
}

/**
 * How a workload takes part in the mesh: what its pods show; for a workload without pods, what the labels of its template and of
 * its namespace (`null` when unknown) will make of the next pod. A gateway or waypoint is a proxy of its own and counts as `sidecar`.
 */
export function meshOfWorkload(
  workload: Pick<WorkloadResource, "proxy" | "pods" | "podLabels" | "podAnnotations">,
  namespace: Pick<NamespaceResource, "meta"> | null,
): NamespaceMesh {
  const modes =
    workload.proxy === "mixed" ? workload.pods.map((pod) => pod.proxy) : [workload.proxy];
  if (modes.some((mode) => mode !== "none" && mode !== "ambient")) return "sidecar";
  if (modes.includes("ambient")) return "ambient";
  return workload.pods.length > 0 ? "none" : expectedMesh(workload, namespace);
}

function expectedMesh(
  workload: Pick<WorkloadResource, "podLabels" | "podAnnotations">,
  namespace: Pick<NamespaceResource, "meta"> | null,
): NamespaceMesh {
  const { podLabels, podAnnotations } = workload;
  const byNamespace = namespace === null ? "none" : meshOf(namespace);
  // The label counts before the annotation, which is deprecated.
  const inject = podLabels["sidecar.istio.io/inject"] ?? podAnnotations["sidecar.istio.io/inject"];
  const optsIn = inject === "true" || Boolean(podLabels["istio.io/rev"]);
  if (inject !== "false" && (optsIn || byNamespace === "sidecar")) return "sidecar";

  const mode =
    podLabels["istio.io/dataplane-mode"] ?? namespace?.meta.labels["istio.io/dataplane-mode"];
  return mode === "ambient" ? "ambient" : "none";
}

/**
 * The waypoint that traffic to a workload or service goes through, or `null` for none. The object's own label decides before the
 * namespace's; `none` opts out.
 *
 * source: https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export function waypointOf(
  labels: Labels,
  namespace: Pick<NamespaceResource, "meta">,
): { readonly namespace: string; readonly name: string } | null {
  const deciding = labels["istio.io/use-waypoint"] === undefined ? namespace.meta.labels : labels;
  const name = deciding["istio.io/use-waypoint"];
  if (!name || name === "none") return null;
  const elsewhere = deciding["istio.io/use-waypoint-namespace"];
  return { namespace: elsewhere ? elsewhere : namespace.meta.name, name };
}
