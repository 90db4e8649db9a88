import { memoPerIndex } from "../../model/memo-per-index";
import { waypointOf } from "../../model/namespace-mesh";
import type { ConfigResource, Labels, NamespaceResource } from "../../model/resource";
import { child, children, type Spec } from "../../routing/spec/read-spec";
import type { AnalysisContext } from "../registry/context";
import { groundOf } from "./selected-workloads";

/**
 * Whether any namespace of the mesh is labelled for ambient mode: in most meshes none is, and nothing more need be asked. Namespaces are no
 * configuration: a draft has those of the mesh beneath.
 */
export const knowsAmbient = ({ index }: AnalysisContext): boolean => anyAmbient(groundOf(index));

const anyAmbient = memoPerIndex((index) =>
  index.all("Namespace").some((ns) => ns.meta.labels["istio.io/dataplane-mode"] === "ambient"),
);

/** The objects that a policy names in `targetRef` or `targetRefs`. */
export function targetsOf({ spec }: ConfigResource): readonly Spec[] {
  const single = child(spec, "targetRef");
  return [...children(spec, "targetRefs"), ...(single ? [single] : [])];
}

/** Whether what has these labels is behind a waypoint: its own label decides before the namespace's. */
export const hasWaypoint = (labels: Labels, namespace: NamespaceResource): boolean =>
  waypointOf(labels, namespace) !== null;

/** Whether anything in a namespace is behind a waypoint. */
export function namespaceHasWaypoint(
  namespace: NamespaceResource,
  { index }: AnalysisContext,
): boolean {
  const { cluster, name } = namespace.meta;
  return (
    hasWaypoint({}, namespace) ||
    index
      .inNamespace("Service", cluster, name)
      .some((s) => hasWaypoint(s.meta.labels, namespace)) ||
    index.inNamespace("Workload", cluster, name).some((w) => hasWaypoint(w.podLabels, namespace))
  );
}
