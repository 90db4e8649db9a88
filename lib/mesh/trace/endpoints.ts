import type { MeshIndex } from "../model/mesh-index";
import type { WorkloadResource } from "../model/resource";
import { type ResolvedHost, workloadsBehindHost } from "../routing/hosts";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, children, text } from "../routing/spec/read-spec";
import { subsetWorkloads } from "../routing/subsets";

/** The usable endpoints of a destination. */
export type DestinationEndpoints = {
  /** `null`: the proxy has none of its own, the called address is used. */
  readonly count: number | null;
  /** Those that are workloads of the mesh. */
  readonly workloads: readonly WorkloadResource[];
};

/**
 * Endpoints that a caller's proxy may use for a host and subset; `null` when the subset does not exist for this caller.
 */
export function endpointsOf(
  index: MeshIndex,
  caller: WorkloadResource,
  host: ResolvedHost,
  subset: string | null,
  settings: MeshSettings,
): DestinationEndpoints | null {
  const chosen = subsetWorkloads(index, caller, host, subset, settings);
  if (chosen === null) return null;
  if (host.type === "service") {
    if (host.service.headless) return { count: null, workloads: chosen };
    const ready = index
      .slicesOf(host.service)
      .flatMap((s) => s.endpoints)
      .filter((e) => e.ready);
    const pods = new Map(chosen.flatMap((w) => w.pods.map((p) => [p.name, w] as const)));
    const usable = ready.filter((e) => subset === null || (e.pod !== null && pods.has(e.pod)));
    const behind = usable.flatMap((e) => (e.pod === null ? [] : (pods.get(e.pod) ?? [])));
    return { count: usable.length, workloads: [...new Set(behind)] };
  }
  if (host.type === "none") return { count: 0, workloads: [] };
  const { spec } = host.entry;
  const inline = children(spec, "endpoints").length;
  const dns = text(spec, "resolution")?.startsWith("DNS") === true;
  if (child(spec, "workloadSelector") === null) {
    const none = text(spec, "resolution") ?? "NONE";
    return {
      count: none === "NONE" ? null : Math.max(inline, dns ? 1 : 0),
      workloads: [],
    };
  }
  const workloads = workloadsBehindHost(index, host);
  return { count: workloads.flatMap((w) => w.pods).length, workloads };
}
