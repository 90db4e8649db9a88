import type { MeshIndex } from "../model/mesh-index";
import type { ResourceRef, ServiceResource, WorkloadResource } from "../model/resource";
import { defaultMeshSettings, type MeshSettings } from "./spec/mesh-settings";

/**
 * The share of a caller's requests to a service that a rule sends to one workload.
 *
 * - `all`: every request of the caller to the service on this port follows it. Only then the share may be compared with traffic.
 * - `rest`: it takes what earlier rules with a match leave over.
 * - `matching`: only requests that its match admits.
 */
export type ConfiguredShare = {
  readonly workload: WorkloadResource;
  /** 0..1; `null` when the rule sends to several workloads at once and leaves the choice among them to load balancing. */
  readonly share: number | null;
  readonly by: ResourceRef;
  /** `http[1].route[0].weight`; of the rule alone when the workload is in none of its destinations. */
  readonly path: string;
  readonly applies: "all" | "rest" | "matching";
};

/** What the routes in force set for each workload behind a service; empty when no route does, or when that is not certain. */
export function configuredShares(
  _index: MeshIndex,
  _caller: WorkloadResource,
  _service: ServiceResource,
  _port: number,
  _settings: MeshSettings = defaultMeshSettings,
): readonly ConfiguredShare[] {
  return [];
}
