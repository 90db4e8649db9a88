import type { MeshIndex } from "../../model/mesh-index";
import { originOf } from "../../model/overlay-index";
import type { ConfigResource, WorkloadResource } from "../../model/resource";
import { attachesTo } from "../../policy/attachment";
import type { AnalysisContext } from "../registry/context";

/**
 * Workloads on whose own proxy a policy acts, if they have one: of its namespace, or for one of the root namespace of the whole cluster.
 * A policy for what is behind a waypoint has none.
 */
export function selectedWorkloads(
  policy: ConfigResource,
  { index, settings }: AnalysisContext,
): readonly WorkloadResource[] {
  const { cluster, namespace } = policy.meta;
  const candidates =
    namespace === settings.rootNamespace
      ? index.all("Workload").filter((w) => w.meta.cluster === cluster)
      : index.inNamespace("Workload", cluster, namespace);
  return candidates.filter((workload) => attachesTo(policy, { workload }, settings));
}

/** Those of them that have a sidecar or are a gateway: what enforces rules for HTTP. */
export const enforcing = (
  policy: ConfigResource,
  context: AnalysisContext,
): readonly WorkloadResource[] =>
  selectedWorkloads(policy, context).filter((w) => w.proxy === "sidecar" || w.proxy === "gateway");

/** Names in order, for facts. */
export const namesOfWorkloads = (workloads: readonly WorkloadResource[]): readonly string[] =>
  workloads.map(({ meta }) => `${meta.namespace}/${meta.name}`).toSorted();

/** The index beneath all drafts: what only inventory decides may be remembered there. */
export function groundOf(index: MeshIndex): MeshIndex {
  let at = index;
  for (let origin = originOf(at); origin !== null; origin = originOf(at)) at = origin.base;
  return at;
}
