import type { WorkloadResource } from "../../model/resource";
import { servedBy } from "../../routing/destination/locality-shares";
import type { MeshEndpoint } from "../../routing/registry/endpoints";
import { child, children, type Spec } from "../../routing/spec/read-spec";
import type { Uncertainty } from "../../routing/spec/uncertainty";
import type { DestinationPolicy } from "../../routing/subsets";
import type { TraceMesh } from "../mesh";
import { type AtDestination, settingsAt, standingOf } from "./setting-hops";

/**
 * The servers that shares of localities leave a caller: those in a place that no share names are taken out of its cluster. Where a place is
 * not known all are kept, with the reason why that is not certain. `null` where no shares are in force.
 *
 * Source: istio/istio `pilot/pkg/networking/core/loadbalancer/loadbalancer.go` applyLocalityWeights; executed against istiod 1.30.3.
 */
export function leftByShares(
  mesh: TraceMesh,
  caller: WorkloadResource,
  at: AtDestination,
): { readonly endpoints: readonly MeshEndpoint[]; readonly doubt: Uncertainty | null } | null {
  const { policy, endpoints } = at.cluster;
  if (endpoints === null || endpoints.length === 0) return null;
  if (!distributes(mesh.settings.localityLbSetting) && !speaksOfShares(policy)) return null;
  const { found } = settingsAt(mesh, at);
  const setting = found.find((s) => s.code === "distribute");
  if (!setting?.spec) return null;
  const left = servedBy(setting.spec, standingOf(caller).locality, endpoints);
  if (left !== null) return { endpoints: left, doubt: null };
  const [by] = setting.by;
  return { endpoints, doubt: by ? { code: "unread", ref: by.object, path: by.path } : null };
}

const spoken = new WeakMap<DestinationPolicy, boolean>();

/** Whether any part of a policy shares among localities: of nearly none, so that the rest is not looked at for each request. */
function speaksOfShares(policy: DestinationPolicy | null): boolean {
  if (policy === null) return false;
  const known = spoken.get(policy);
  if (known !== undefined) return known;
  const found = [policy.trafficPolicy?.spec, ...policy.subsets.map((s) => s.trafficPolicy)].some(
    (spec) => spec && [spec, ...children(spec, "portLevelSettings")].some(hasShares),
  );
  spoken.set(policy, found);
  return found;
}

function hasShares(spec: Spec): boolean {
  const balancer = child(spec, "loadBalancer");
  return balancer !== null && distributes(child(balancer, "localityLbSetting"));
}

const distributes = (setting: Spec | null): boolean =>
  setting !== null && children(setting, "distribute").length > 0;
