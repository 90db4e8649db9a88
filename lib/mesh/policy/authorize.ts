import type { MeshIndex } from "../model/mesh-index";
import {
  type ConfigResource,
  type ResourceRef,
  refOf,
  type WorkloadResource,
} from "../model/resource";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, children, text, textMap } from "../routing/spec/read-spec";
import { settingsOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { AuthorizationRequest } from "./authorization-request";
import { ruleMatches } from "./match-rule";
import { anyOf, type Truth } from "./verdict";

export type AuthorizationVerdict = {
  readonly verdict: "allow" | "deny" | "uncertain";
  /** The policy that decides; `null` when none selects the workload, or when no ALLOW policy matches (then `unmatched` names them). */
  readonly by: ResourceRef | null;
  /** `rules[0]`; empty when the policy as a whole decides. */
  readonly path: string;
  /** The ALLOW policies none of whose rules matched: why an unmatched request is denied. */
  readonly unmatched: readonly ResourceRef[];
  /** CUSTOM policies whose rules match: an external authorizer is asked too. */
  readonly custom: readonly ResourceRef[];
  readonly uncertain: readonly Uncertainty[];
};

/**
 * Whether the policies on a workload's own proxy let a request through: CUSTOM, then DENY, then ALLOW; policies of the root
 * namespace and of the workload's are pooled. A CUSTOM rule that matches makes an allowed request `uncertain`, for an external
 * authorizer decides. A workload without a proxy enforces nothing.
 *
 * Source: istio/istio `pilot/pkg/security/authz/builder/builder.go`; https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export function authorize(
  index: MeshIndex,
  workload: WorkloadResource,
  request: AuthorizationRequest,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): AuthorizationVerdict {
  const none = { by: null, path: "", unmatched: [], custom: [], uncertain: [] };
  if (workload.proxy === "none") return { ...none, verdict: "allow" };
  if (workload.proxy !== "sidecar" && workload.proxy !== "gateway") {
    const code = workload.proxy === "mixed" ? "mixed-proxy" : "ambient";
    const uncertain = [{ code, ref: refOf(workload), path: "" }] as const;
    return { ...none, verdict: "uncertain", uncertain };
  }
  const policies = policiesOn(index, workload, settings);
  const judge = (action: PolicyAction) =>
    policies.filter((p) => actionOf(p) === action).map((p) => judged(p, request, action));
  const asked = judge("CUSTOM").filter((p) => p.truth !== false);
  const custom = asked.map((p) => p.ref);
  const denied = decide(judge("DENY"));
  if (denied.by) return { ...none, ...denied, custom, verdict: "deny", uncertain: [] };
  const allowing = judge("ALLOW");
  const allowed = decide(allowing);
  const doubts = [
    ...denied.uncertain,
    ...asked.map((p) => ({ code: "unsupported" as const, ref: p.ref, path: p.path })),
  ];
  const fails = allowing.length > 0 && !allowed.by && allowed.uncertain.length === 0;
  if (fails) {
    return { ...none, custom, verdict: "deny", unmatched: allowing.map((p) => p.ref) };
  }
  const uncertain = [...doubts, ...(allowed.by ? [] : allowed.uncertain)];
  const verdict = uncertain.length > 0 ? "uncertain" : "allow";
  return { ...none, by: allowed.by, path: allowed.path, custom, verdict, uncertain };
}

type PolicyAction = "ALLOW" | "DENY" | "CUSTOM" | "AUDIT";

function actionOf(policy: ConfigResource): PolicyAction {
  const action = text(policy.spec, "action") ?? "ALLOW";
  return action === "DENY" || action === "CUSTOM" || action === "AUDIT" ? action : "ALLOW";
}

/**
 * Policies that act on a workload's proxy: of its namespace and of the root namespace, with a selector that its pods carry or with
 * none. Those with `targetRefs` act only on the Gateway they name. Dry runs are left out.
 */
export function policiesOn(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): readonly ConfigResource[] {
  const { cluster, namespace } = workload.meta;
  return [...new Set([settings.rootNamespace, namespace])]
    .flatMap((ns) => index.inNamespace("AuthorizationPolicy.security.istio.io", cluster, ns))
    .filter((p) => p.meta.annotations["istio.io/dry-run"] !== "true")
    .filter((p) => attachesTo(p, workload));
}

/**
 * Whether an object is attached to a workload's proxy: by a selector that its pods carry, by none, or by `targetRefs` that name the
 * Gateway it was deployed for. The caller has chosen the namespaces.
 */
export function attachesTo(policy: ConfigResource, workload: WorkloadResource): boolean {
  const single = child(policy.spec, "targetRef");
  const targets = [...children(policy.spec, "targetRefs"), ...(single ? [single] : [])];
  if (targets.length > 0) {
    const gateway = workload.podLabels["gateway.networking.k8s.io/gateway-name"];
    return (
      gateway !== undefined &&
      policy.meta.namespace === workload.meta.namespace &&
      targets.some((t) => text(t, "kind") === "Gateway" && text(t, "name") === gateway)
    );
  }
  const selector = textMap(child(policy.spec, "selector") ?? {}, "matchLabels");
  return Object.entries(selector).every(([k, v]) => workload.podLabels[k] === v);
}

type Judged = {
  readonly ref: ResourceRef;
  readonly truth: Truth;
  /** The rule that matches, or the first that may. */
  readonly path: string;
};

/** A policy without rules matches nothing, which for ALLOW means that it admits nobody. */
function judged(
  policy: ConfigResource,
  request: AuthorizationRequest,
  action: PolicyAction,
): Judged {
  const ref = refOf(policy);
  const rules = children(policy.spec, "rules").map((rule, i) => {
    const path = `rules[${i}]`;
    return { path, truth: ruleMatches(rule, request, { ref, path }, action !== "ALLOW") };
  });
  const decisive = rules.find((r) => r.truth === true) ?? rules.find((r) => r.truth !== false);
  return { ref, truth: anyOf(rules.map((r) => r.truth)), path: decisive?.path ?? "" };
}

function decide(policies: readonly Judged[]) {
  const match = policies.find((p) => p.truth === true);
  const uncertain = policies.flatMap((p) => (typeof p.truth === "boolean" ? [] : p.truth));
  return { by: match?.ref ?? null, path: match?.path ?? "", uncertain };
}

/** SPIFFE id of a workload's pods, without `spiffe://`. */
export const principalOf = (workload: WorkloadResource, settings: MeshSettings): string =>
  `${settings.trustDomain}/ns/${workload.meta.namespace}/sa/${workload.serviceAccount || "default"}`;
