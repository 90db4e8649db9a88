import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource, ResourceRef, WorkloadResource } from "../model/resource";
import { discovered } from "../routing/spec/discovery";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, children, type Spec, text, textMap } from "../routing/spec/read-spec";
import { settingsOf } from "../routing/spec/settings-of";
import { oldestIn, type PolicyKind } from "./oldest-in";

/** Where policies are enforced: a workload's proxy; a waypoint's for the services that it stands before. */
export type PolicyPoint = {
  readonly workload: WorkloadResource;
  /** The Services and ServiceEntries that the request is for, at a waypoint. */
  readonly services?: readonly ResourceRef[];
};

type AttachedKind = Exclude<PolicyKind, "PeerAuthentication.security.istio.io">;

/**
 * Objects of a kind that act at a place, the oldest first: of the root namespace and of the workload's, at a waypoint of the services'
 * as well.
 *
 * Source: istio/istio `pilot/pkg/model/authorization.go` ListAuthorizationPolicies, `pilot/pkg/model/authentication.go`.
 */
export function attachedTo(
  index: MeshIndex,
  kind: AttachedKind,
  point: PolicyPoint,
  settings: MeshSettings,
): readonly ConfigResource[] {
  const seen = discovered(index, settings);
  const { cluster, namespace } = point.workload.meta;
  const served = (point.services ?? []).map((s) => s.namespace);
  return [...new Set([settings.rootNamespace, namespace, ...served])].flatMap((place) =>
    oldestIn(seen, kind, cluster, place).filter((p) => attachesTo(p, point, settings)),
  );
}

type Known = { readonly settings: MeshSettings; readonly policies: readonly ConfigResource[] };

const known = memoPerIndex(() => new WeakMap<WorkloadResource, Known>());

/**
 * Policies that act on a workload's proxy: of its namespace and of the root namespace, with a selector that its pods carry or with
 * none. Those with `targetRefs` act only on the Gateway they name. Dry runs are left out.
 */
export function policiesOn(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): readonly ConfigResource[] {
  const hit = known(index).get(workload);
  if (hit?.settings === settings) return hit.policies;
  const policies = enforcedAt(index, { workload }, settings);
  known(index).set(workload, { settings, policies });
  return policies;
}

/** The AuthorizationPolicies that act at a place, but for dry runs. */
export function enforcedAt(
  index: MeshIndex,
  point: PolicyPoint,
  settings: MeshSettings,
): readonly ConfigResource[] {
  const all = attachedTo(index, "AuthorizationPolicy.security.istio.io", point, settings);
  return all.filter((p) => !isDryRun(p));
}

/** Spellings of true as Go's `strconv.ParseBool` has them. */
const TRUE: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);

export const isDryRun = (policy: ConfigResource): boolean =>
  TRUE.has(policy.meta.annotations["istio.io/dry-run"] ?? "");

/**
 * Whether an object is attached to a place: by `targetRefs` that name the Gateway it was deployed for, or what is behind a waypoint;
 * else by a selector that the pods carry, or by none. A waypoint knows references alone, and every other proxy but a Gateway's
 * selectors alone. The caller has chosen the namespaces.
 *
 * Source: istio/istio `pilot/pkg/model/policyattachment.go` ShouldAttachPolicy.
 */
export function attachesTo(
  policy: ConfigResource,
  point: PolicyPoint,
  settings: MeshSettings,
): boolean {
  const { workload } = point;
  const single = child(policy.spec, "targetRef");
  const targets = [...children(policy.spec, "targetRefs"), ...(single ? [single] : [])];
  const gateway = workload.podLabels["gateway.networking.k8s.io/gateway-name"];
  if (targets.length > 0) {
    return (
      gateway !== undefined &&
      targets.some((target) => isAt(target, gateway, policy, point, settings))
    );
  }
  if (workload.proxy === "waypoint") return false;
  const selector = textMap(child(policy.spec, "selector") ?? {}, "matchLabels");
  return Object.entries(selector).every(([k, v]) => workload.podLabels[k] === v);
}

const GATEWAY_API = "gateway.networking.k8s.io";
const WAYPOINT_CLASS = "istio-waypoint";

function isAt(
  target: Spec,
  gateway: string,
  { meta: { namespace } }: ConfigResource,
  { workload, services = [] }: PolicyPoint,
  { rootNamespace }: MeshSettings,
): boolean {
  const [group, kind, name] = ["group", "kind", "name"].map((key) => text(target, key) ?? "");
  if (group === GATEWAY_API && kind === "Gateway") {
    return namespace === workload.meta.namespace && name === gateway;
  }
  const waypoint = workload.proxy === "waypoint";
  if (group === GATEWAY_API && kind === "GatewayClass") {
    return waypoint && namespace === rootNamespace && name === WAYPOINT_CLASS;
  }
  const wanted = kind === "ServiceEntry" ? "ServiceEntry.networking.istio.io" : kind;
  return services.some((s) => s.kind === wanted && s.namespace === namespace && s.name === name);
}
