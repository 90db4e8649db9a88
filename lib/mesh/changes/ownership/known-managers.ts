import type { FieldManager } from "./field-managers";

/** The manager under which Heddle writes. */
export const HEDDLE_MANAGER = "heddle";

/** What wrote an object, or keeps it. `controller`: an owner reference names one that is not known here. */
export type OwnerTool =
  | "flagger"
  | "argo-rollouts"
  | "argo-cd"
  | "flux-kustomize"
  | "flux-helm"
  | "helm"
  | "istio"
  | "controller"
  | "kubectl"
  | "unknown"
  | "heddle";

/**
 * What becomes of a change that is written over an owner: `automated` takes it back, sooner or later; `manual` is a person, who should be
 * asked; `none` nobody owns it.
 */
export type OwnerClass = "automated" | "manual" | "heddle" | "none";

/**
 * Managers by name.
 *
 * sources: argoproj/argo-cd `common/common.go` (argocd-controller), `docs/user-guide/diffing.md`; argoproj/argo-rollouts and
 * fluxcd/flagger, both clients with their program's name as user agent; fluxcd/kustomize-controller and helm-controller `main.go`
 * (controllerName); helm/helm `pkg/kube/client.go` (the program's name); istio/istio `pilot/pkg/status`, and the Gateways of a
 * running istiod for `istio.io/gateway-controller`.
 */
const MANAGERS: Readonly<Record<string, OwnerTool>> = {
  flagger: "flagger",
  "rollouts-controller": "argo-rollouts",
  "argocd-controller": "argo-cd",
  "argocd-application-controller": "argo-cd",
  "kustomize-controller": "flux-kustomize",
  "helm-controller": "flux-helm",
  helm: "helm",
  "pilot-discovery": "istio",
  "istio.io/gateway-controller": "istio",
  kubectl: "kubectl",
  [HEDDLE_MANAGER]: "heddle",
};

/** The tool behind a manager. All verbs of kubectl write as `kubectl-<verb>`; a server invents `before-first-apply` where nobody was noted. */
export function toolOf({ manager }: Pick<FieldManager, "manager">): OwnerTool {
  const known = Object.hasOwn(MANAGERS, manager) ? MANAGERS[manager] : undefined;
  return known ?? (manager.startsWith("kubectl-") ? "kubectl" : "unknown");
}

/** A manager that is not known counts as a person: its name is shown, and its fields are taken over only by name. */
export function classOf(tool: OwnerTool): OwnerClass {
  if (tool === "heddle") return "heddle";
  return tool === "kubectl" || tool === "unknown" ? "manual" : "automated";
}

/** Whether a write may take fields from a manager: Heddle's own always, a person's when the author has named it, a tool's never. */
export function isTakeable(manager: string, named: readonly string[]): boolean {
  const kind = classOf(toolOf({ manager }));
  return kind === "heddle" || (kind === "manual" && named.includes(manager));
}
