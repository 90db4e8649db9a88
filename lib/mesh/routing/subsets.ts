import type { MeshIndex } from "../model/mesh-index";
import type { Labels, ResourceRef, WorkloadResource } from "../model/resource";
import type { ResolvedHost } from "./hosts";
import type { Route } from "./route";
import { defaultMeshSettings, type MeshSettings } from "./spec/mesh-settings";
import type { Spec } from "./spec/read-spec";
import type { Uncertainty } from "./spec/uncertainty";

/** The DestinationRule in force for a client and a host: one object, or several of one namespace merged. */
export type DestinationPolicy = {
  /** The objects it is made of, the base first. */
  readonly from: readonly ResourceRef[];
  /** The base's `trafficPolicy`, or the first that a merged object brings; `null` when none has one. */
  readonly trafficPolicy: { readonly by: ResourceRef; readonly spec: Spec } | null;
  readonly subsets: readonly Subset[];
  readonly uncertain: readonly Uncertainty[];
};

export type Subset = {
  readonly name: string;
  readonly labels: Labels;
  readonly by: ResourceRef;
  /** `subsets[1]` */
  readonly path: string;
  readonly trafficPolicy: Spec | null;
};

/** A destination that names a subset which the caller's DestinationRule does not have: every such request fails (503 `NC`). */
export type MissingSubset = {
  readonly host: string;
  readonly hostname: string;
  readonly subset: string;
  readonly by: ResourceRef;
  readonly path: string;
};

export function destinationPolicyFor(
  _index: MeshIndex,
  _caller: WorkloadResource,
  _host: ResolvedHost,
  _settings: MeshSettings = defaultMeshSettings,
): DestinationPolicy | null {
  return null;
}

/** Workloads behind a host that a subset selects; `null` when the subset does not exist for this caller. */
export function subsetWorkloads(
  _index: MeshIndex,
  _caller: WorkloadResource,
  _host: ResolvedHost,
  _subset: string | null,
  _settings: MeshSettings = defaultMeshSettings,
): readonly WorkloadResource[] | null {
  return null;
}

export function missingSubsets(
  _index: MeshIndex,
  _caller: WorkloadResource,
  _routes: readonly Route[],
  _settings: MeshSettings = defaultMeshSettings,
): readonly MissingSubset[] {
  return [];
}
