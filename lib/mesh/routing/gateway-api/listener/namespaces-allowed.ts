import type { MeshIndex } from "../../../model/mesh-index";
import type { ConfigResource, Labels, NamespaceResource } from "../../../model/resource";
import { child, children, emptySpec, type Spec, text, textMap, texts } from "../../spec/read-spec";

/**
 * Namespaces whose routes a listener takes: names, or `*` for all. By default its own.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` namespacesFromSelector.
 */
export function namespacesAllowed(
  index: MeshIndex,
  { meta }: ConfigResource,
  allowedRoutes: Spec | null,
): readonly string[] {
  const namespaces = child(allowedRoutes ?? emptySpec, "namespaces") ?? emptySpec;
  const from = text(namespaces, "from") ?? "Same";
  if (from === "Same") return [meta.namespace];
  const selector = child(namespaces, "selector");
  if (from === "All" || selector === null) return ["*"];
  return index
    .all("Namespace")
    .filter((ns) => ns.meta.cluster === meta.cluster && selectsNamespace(selector, ns))
    .map((ns) => ns.meta.name)
    .toSorted();
}

/** Whether a label selector takes a namespace. Each has its name as a label, older clusters' too. */
export function selectsNamespace(
  selector: Spec,
  { meta }: { readonly meta: Pick<NamespaceResource["meta"], "name" | "labels"> },
): boolean {
  const labels: Labels = { ...meta.labels, "kubernetes.io/metadata.name": meta.name };
  return (
    Object.entries(textMap(selector, "matchLabels")).every(([k, v]) => labels[k] === v) &&
    children(selector, "matchExpressions").every((e) => expressionHolds(e, labels))
  );
}

/** Source: Kubernetes `apimachinery/pkg/labels/selector.go` Requirement.Matches. */
function expressionHolds(expression: Spec, labels: Labels): boolean {
  const value = labels[text(expression, "key") ?? ""];
  const values = texts(expression, "values");
  switch (text(expression, "operator")) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
