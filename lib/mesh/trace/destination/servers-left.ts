import { refOf, type WorkloadResource } from "../../model/resource";
import { servedBy } from "../../routing/destination/locality-shares";
import type { Cluster } from "../../routing/outbound/cluster";
import type { MeshEndpoint } from "../../routing/registry/endpoints";
import { child, children, type Spec } from "../../routing/spec/read-spec";
import type { Uncertainty } from "../../routing/spec/uncertainty";
import type { DestinationPolicy } from "../../routing/subsets";
import type { TraceMesh } from "../mesh";
import { type AtDestination, settingsAt, standingOf } from "./setting-hops";

/** The servers of a cluster as a caller's proxy gets them. */
type Left = {
  /** `null`: the called address. */
  readonly endpoints: readonly MeshEndpoint[] | null;
  /** Why they are not certain. */
  readonly doubt: Uncertainty | null;
};

/** What is left of a cluster's servers, or is not certain of them; `null` where all of them are there for certain. */
export function serversLeft(
  mesh: TraceMesh,
  caller: WorkloadResource,
  at: AtDestination,
): Left | null {
  const shared = leftByShares(mesh, caller, at);
  const hidden = hiddenDoubt(at.cluster);
  if (shared === null && hidden === null) return null;
  return {
    endpoints: shared ? shared.endpoints : at.cluster.endpoints,
    doubt: shared?.doubt ?? hidden,
  };
}

/**
 * Of a Kubernetes service that is exported to nobody proxies of its own namespace have the cluster, where rules name it. Its endpoints are
 * sent when the Service changes and not when they do: whether any are there depends on what istiod has seen since.
 *
 * Executed against istiod 1.30.3: a slice that comes after its Service is sent with the Service's next change alone.
 */
function hiddenDoubt({ service }: Cluster): Uncertainty | null {
  const { kubernetes, resolution, exportTo } = service;
  if (!kubernetes || resolution !== "registry" || !exportTo?.includes("~")) return null;
  return { code: "unread", ref: refOf(service.resource), path: "" };
}

/**
 * The servers that shares of localities leave a caller: those in a place that no share names are taken out of its cluster. Where a place is
 * not known all are kept, with the reason why that is not certain. `null` where no shares are in force.
 *
 * Source: istio/istio `pilot/pkg/networking/core/loadbalancer/loadbalancer.go` applyLocalityWeights; executed against istiod 1.30.3.
 */
function leftByShares(mesh: TraceMesh, caller: WorkloadResource, at: AtDestination): Left | null {
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
