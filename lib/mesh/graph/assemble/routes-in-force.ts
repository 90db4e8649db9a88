import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { type ConfiguredShare, configuredShares } from "../../routing/shares";
import { serviceHostname } from "../../routing/spec/host-names";
import { settingsOf } from "../../routing/spec/settings-of";
import { missingSubsets } from "../../routing/subsets";
import { routesFor } from "../../routing/virtual-services";
import type { ConfiguredPart } from "../mesh-graph";

/** Set shares by the workload behind the service; absent where nothing certain is set. */
export type SetShares = ReadonlyMap<WorkloadResource, ConfiguredPart>;

/** Shares that the routes in force set for one caller and one service. Computed once per snapshot: no tick of metrics changes them. */
export const setShares = memoPair(sharesOf);

/** Subsets that a route of the caller to the service names and no DestinationRule declares. Computed once per snapshot. */
export const subsetsMissing = memoPair(missingOf);

function memoPair<T>(
  compute: (index: MeshIndex, caller: WorkloadResource, service: ServiceResource) => T,
): (index: MeshIndex, caller: WorkloadResource, service: ServiceResource) => T {
  const known = memoPerIndex(() => new Map<WorkloadResource, Map<ServiceResource, T>>());
  return (index, caller, service) => {
    const memo = known(index);
    const byService = memo.get(caller) ?? new Map<ServiceResource, T>();
    memo.set(caller, byService);
    const hit = byService.get(service);
    if (hit !== undefined) return hit;
    const value = compute(index, caller, service);
    byService.set(service, value);
    return value;
  };
}

/** Metrics do not say which port was called, so a share counts only when the routes of all ports set the same. */
function sharesOf(index: MeshIndex, caller: WorkloadResource, service: ServiceResource): SetShares {
  const byPort = service.ports.map((p) =>
    partsOf(configuredShares(index, caller, service, p.port)),
  );
  const [first, ...others] = byPort;
  const agreed = new Map<WorkloadResource, ConfiguredPart>();
  for (const [workload, part] of first ?? []) {
    if (others.every((parts) => parts.get(workload)?.share === part.share)) {
      agreed.set(workload, part);
    }
  }
  return agreed;
}

function partsOf(shares: readonly ConfiguredShare[]): SetShares {
  const parts = new Map<WorkloadResource, ConfiguredPart>();
  for (const { workload, share, by, path, applies } of shares) {
    if (share === null || applies === "matching") continue;
    parts.set(workload, { share, by, path, applies });
  }
  return parts;
}

function missingOf(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
): readonly string[] {
  const { name, namespace } = service.meta;
  const settings = settingsOf(index, caller.meta.cluster);
  const host = serviceHostname(name, namespace, settings);
  const names = service.ports.flatMap((p) => {
    const { routes, at = caller } = routesFor(index, caller, host, p.port);
    return missingSubsets(index, at, routes).map((m) => m.subset);
  });
  return [...new Set(names)].sort();
}
