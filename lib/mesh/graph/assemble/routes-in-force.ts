import type { MeshIndex } from "../../model/mesh-index";
import { refKey, refOf, type ServiceResource, type WorkloadResource } from "../../model/resource";
import { type ConfiguredShare, configuredShares } from "../../routing/shares";
import { missingSubsets } from "../../routing/subsets";
import { routesFor } from "../../routing/virtual-services";
import type { ConfiguredPart } from "../mesh-graph";

/** What the routes in force say about one caller and one service. */
export type RoutesInForce = {
  /** By the key of the workload behind the service; absent where nothing certain is set. */
  readonly shares: ReadonlyMap<string, ConfiguredPart>;
  /** Subsets that a route names and no DestinationRule declares. */
  readonly missing: readonly string[];
};

const known = new WeakMap<MeshIndex, Map<string, RoutesInForce>>();

/** Computed once per snapshot: routes do not change with a tick of metrics. */
export function routesInForce(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
): RoutesInForce {
  const memo = known.get(index) ?? new Map<string, RoutesInForce>();
  known.set(index, memo);
  const key = `${refKey(refOf(caller))} ${refKey(refOf(service))}`;
  const hit = memo.get(key);
  if (hit) return hit;
  const found = {
    shares: sharesOf(index, caller, service),
    missing: missingOf(index, caller, service),
  };
  memo.set(key, found);
  return found;
}

/** Metrics do not say which port was called, so a share counts only when the routes of all ports set the same. */
function sharesOf(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
): ReadonlyMap<string, ConfiguredPart> {
  const byPort = service.ports.map((p) =>
    partsOf(configuredShares(index, caller, service, p.port)),
  );
  const [first, ...others] = byPort;
  const agreed = new Map<string, ConfiguredPart>();
  for (const [key, part] of first ?? []) {
    if (others.every((parts) => parts.get(key)?.share === part.share)) agreed.set(key, part);
  }
  return agreed;
}

function partsOf(shares: readonly ConfiguredShare[]): ReadonlyMap<string, ConfiguredPart> {
  const parts = new Map<string, ConfiguredPart>();
  for (const { workload, share, by, path, applies } of shares) {
    if (share === null || applies === "matching") continue;
    parts.set(refKey(refOf(workload)), { share, by, path, applies });
  }
  return parts;
}

function missingOf(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
): readonly string[] {
  const { name, namespace } = service.meta;
  const host = `${name}.${namespace}.svc.cluster.local`;
  const names = service.ports.flatMap((p) =>
    missingSubsets(index, caller, routesFor(index, caller, host, p.port).routes).map(
      (m) => m.subset,
    ),
  );
  return [...new Set(names)].sort();
}
