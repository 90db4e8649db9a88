import type { Labels } from "../../model/resource";

/**
 * Whether a namespace's labels put its pods into ambient mode: injection wins where both are asked for.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/util/in_mesh.go` NamespaceInAmbientMode.
 */
export function isAmbient(labels: Labels): boolean {
  if (labels["istio-injection"] === "enabled" || labels["istio.io/rev"]) return false;
  return labels["istio.io/dataplane-mode"] === "ambient";
}
