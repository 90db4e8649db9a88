import type { Labels } from "../resource";

const NAME_LABELS = ["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"];
const REVISION_LABELS = [
  "service.istio.io/canonical-revision",
  "app.kubernetes.io/version",
  "version",
];

/**
 * Istio's canonical service and revision of pods with these labels: the first label present decides, even when it is empty.
 *
 * source: istio/istio `pkg/kube/labels/labels.go`, CanonicalService.
 */
export function canonicalOf(
  labels: Labels,
  workloadName: string,
): { readonly service: string; readonly revision: string } {
  return {
    service: firstOf(labels, NAME_LABELS) ?? workloadName,
    revision: firstOf(labels, REVISION_LABELS) ?? "latest",
  };
}

const firstOf = (labels: Labels, keys: readonly string[]): string | undefined => {
  const key = keys.find((candidate) => labels[candidate] !== undefined);
  return key === undefined ? undefined : labels[key];
};
