import { type ClusterReading, whyUnread } from "../model/reading";
import { refOf, type WorkloadResource } from "../model/resource";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import type { AuthorizationVerdict } from "./authorize";
import type { PolicyKind } from "./oldest-in";

/**
 * Whether all policies of a kind that can select a workload are read: those of its namespace and of the root namespace. Only then is
 * it a fact that none does.
 */
export function arePoliciesRead(
  readings: readonly ClusterReading[],
  kind: PolicyKind,
  { meta: { cluster, namespace } }: WorkloadResource,
  { rootNamespace }: MeshSettings,
): boolean {
  return [namespace, rootNamespace].every(
    (place) => whyUnread(readings, { cluster, kind, namespace: place }) === null,
  );
}

/**
 * A verdict as far as the policies are read. One that is not read can deny what the others allow, and allow what no other does; what a
 * DENY policy refuses stays refused. A workload without a proxy enforces none of them.
 */
export function asFarAsRead(
  verdict: AuthorizationVerdict,
  workload: WorkloadResource,
  readings: readonly ClusterReading[],
  settings: MeshSettings,
): AuthorizationVerdict {
  const stands = verdict.verdict === "deny" && verdict.by !== null;
  if (stands || workload.proxy === "none") return verdict;
  if (arePoliciesRead(readings, "AuthorizationPolicy.security.istio.io", workload, settings))
    return verdict;
  const doubt = { code: "unread", ref: refOf(workload), path: "" } as const;
  return { ...verdict, verdict: "uncertain", uncertain: [...verdict.uncertain, doubt] };
}
