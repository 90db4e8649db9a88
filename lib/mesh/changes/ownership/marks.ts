import { type Raw, recordAt, recordsAt, stringsAt, textAt } from "../../model/raw/value";
import type { OwnerTool } from "./known-managers";
import type { OwnedPart, Sign } from "./owner";

type Mark = {
  readonly tool: OwnerTool;
  readonly on: "label" | "annotation";
  readonly key: string;
  /** A mark that many tools set alike counts with this value alone. */
  readonly value?: string;
};

/**
 * Labels and annotations by which tools recognise what is theirs.
 *
 * sources: argoproj/argo-cd `docs/user-guide/resource_tracking.md`; argoproj/argo-rollouts
 * `pkg/apis/rollouts/v1alpha1/types.go` (ManagedByRolloutsKey); fluxcd.io "Kustomization" and "HelmRelease" (labels);
 * helm.sh "Labels and annotations" and helm/helm `pkg/action/validate.go`; istio/istio `pkg/config/constants` (gateway.istio.io/managed)
 */
const MARKS: readonly Mark[] = [
  { tool: "argo-cd", on: "annotation", key: "argocd.argoproj.io/tracking-id" },
  { tool: "argo-rollouts", on: "annotation", key: "argo-rollouts.argoproj.io/managed-by-rollouts" },
  { tool: "flux-kustomize", on: "label", key: "kustomize.toolkit.fluxcd.io/name" },
  { tool: "flux-helm", on: "label", key: "helm.toolkit.fluxcd.io/name" },
  { tool: "helm", on: "label", key: "app.kubernetes.io/managed-by", value: "Helm" },
  { tool: "helm", on: "annotation", key: "meta.helm.sh/release-name" },
  { tool: "istio", on: "label", key: "gateway.istio.io/managed" },
  {
    tool: "kubectl",
    on: "annotation",
    key: "kubectl.kubernetes.io/last-applied-configuration",
  },
];

/** Marks whose value is a name that people know their owner by. */
const NAMED = new Set<string>([
  "argo-rollouts.argoproj.io/managed-by-rollouts",
  "kustomize.toolkit.fluxcd.io/name",
  "helm.toolkit.fluxcd.io/name",
  "meta.helm.sh/release-name",
]);

/** `shop:networking.istio.io/VirtualService:ns/name`: the Application comes first. */
const nameIn = (key: string, value: string): string | null => {
  if (key === "argocd.argoproj.io/tracking-id") return value.split(":", 1)[0] ?? null;
  return NAMED.has(key) ? value : null;
};

const isLong = (key: string) => key === "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Owners by label and annotation.
 *
 * @param argoLabel the label by which Argo CD tracks, where it tracks by label; many charts set the same one, so it counts only when
 *   the caller knows that Argo CD uses it
 */
export function marksOf(object: Raw, argoLabel: string | null): readonly Sign[] {
  const metadata = recordAt(object, "metadata");
  const labels = stringsAt(metadata, "labels");
  const annotations = stringsAt(metadata, "annotations");
  const argo: readonly Mark[] =
    argoLabel === null ? [] : [{ tool: "argo-cd", on: "label", key: argoLabel }];
  return [...MARKS, ...argo].flatMap(({ tool, on, key, value }) => {
    const found = (on === "label" ? labels : annotations)[key];
    if (found === undefined || (value !== undefined && found !== value)) return [];
    const name = on === "label" && key === argoLabel ? found : nameIn(key, found);
    const shown = isLong(key) ? "" : found;
    // Argo Rollouts marks the DestinationRules whose subsets it labels, and steers nothing else of them.
    const part: OwnedPart = tool === "argo-rollouts" ? [["spec", "subsets"]] : "object";
    return [{ tool, name, part, signal: { type: on, key, value: shown } }];
  });
}

/**
 * Whether the object tells Flux to leave it alone.
 *
 * source: fluxcd.io "Kustomization", "Controlling the apply behavior of resources"
 */
export function isLeftAloneByFlux(object: Raw): boolean {
  const annotations = stringsAt(recordAt(object, "metadata"), "annotations");
  const ssa = annotations["kustomize.toolkit.fluxcd.io/ssa"]?.toLowerCase();
  return (
    annotations["kustomize.toolkit.fluxcd.io/reconcile"] === "disabled" ||
    ssa === "ignore" ||
    ssa === "ifnotpresent"
  );
}

const FLAGGER_GROUP = "flagger.app/";
const GATEWAY_API_GROUP = "gateway.networking.k8s.io/";

/** The owner reference that says who controls the object. Others only tie its life to another object. */
export function controllerSign(object: Raw): readonly Sign[] {
  return recordsAt(recordAt(object, "metadata"), "ownerReferences").flatMap((owner) => {
    const kind = textAt(owner, "kind");
    const name = textAt(owner, "name");
    if (owner["controller"] !== true || kind === null || name === null) return [];
    const tool = controllerTool(textAt(owner, "apiVersion") ?? "", kind);
    const shown = tool === "controller" ? `${kind}/${name}` : name;
    const signal = { type: "owner-reference", kind, name } as const;
    return [{ tool, name: shown, part: "object" as const, signal }];
  });
}

function controllerTool(apiVersion: string, kind: string): OwnerTool {
  if (kind === "Canary" && apiVersion.startsWith(FLAGGER_GROUP)) return "flagger";
  if (kind === "Gateway" && apiVersion.startsWith(GATEWAY_API_GROUP)) return "istio";
  return "controller";
}
