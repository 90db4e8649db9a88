import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf, type WorkloadResource } from "../../model/resource";
import type { MeshSettings } from "./mesh-settings";
import { child, children, text, textMap } from "./read-spec";
import type { Uncertainty } from "./uncertainty";

const ROUTE_PARTS = new Set(["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"]);

/** EnvoyFilters that act on a workload's proxy: of its own namespace and of the root namespace. */
export function envoyFiltersOf(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly ConfigResource[] {
  const { cluster, namespace } = workload.meta;
  return [...new Set([namespace, settings.rootNamespace])]
    .flatMap((ns) => index.inNamespace("EnvoyFilter.networking.istio.io", cluster, ns))
    .filter((filter) => {
      const selector = child(filter.spec, "workloadSelector");
      const wanted = selector ? Object.entries(textMap(selector, "labels")) : [];
      return wanted.every(([k, v]) => workload.podLabels[k] === v);
    });
}

/** A doubt for each EnvoyFilter that rewrites the proxy's routes: what it does is not evaluated. */
export function routeFilters(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly Uncertainty[] {
  return envoyFiltersOf(index, workload, settings).flatMap((filter) => {
    const patches = children(filter.spec, "configPatches");
    const i = patches.findIndex((p) => ROUTE_PARTS.has(text(p, "applyTo") ?? ""));
    return i < 0
      ? []
      : [{ code: "envoy-filter" as const, ref: refOf(filter), path: `configPatches[${i}]` }];
  });
}
