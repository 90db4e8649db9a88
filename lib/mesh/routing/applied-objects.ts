import type { MeshIndex } from "../model/mesh-index";
import type { ResourceRef, ServiceResource, WorkloadResource } from "../model/resource";
import { defaultMeshSettings, type MeshSettings } from "./spec/mesh-settings";

export type AppliedTarget =
  | { readonly type: "workload"; readonly workload: WorkloadResource }
  | { readonly type: "service"; readonly service: ServiceResource }
  /** `caller` as `null`: a caller that is not in the mesh. */
  | {
      readonly type: "edge";
      readonly caller: WorkloadResource | null;
      readonly service: ServiceResource;
      readonly workload: WorkloadResource | null;
    };

export type AppliedRole =
  | "route"
  | "split"
  | "fault"
  | "mirror"
  | "traffic-policy"
  | "subsets"
  | "mtls"
  | "client-tls"
  | "authorization"
  | "request-authentication"
  | "gateway"
  | "service-entry"
  | "sidecar"
  | "telemetry"
  | "envoy-filter"
  | "wasm"
  | "proxy-config";

/** An object that is in force for a target, with the place in its spec that makes it so. */
export type AppliedObject = {
  readonly ref: ResourceRef;
  readonly role: AppliedRole;
  /** `http[1]`, `spec.selector`-relative: paths start inside `spec`; empty for the whole object. */
  readonly path: string;
  /** False when the engine cannot tell whether it acts. */
  readonly certain: boolean;
};

/** Every Istio and Gateway API object in force for a target, most decisive role first. */
export function appliedTo(
  _index: MeshIndex,
  _target: AppliedTarget,
  _settings: MeshSettings = defaultMeshSettings,
): readonly AppliedObject[] {
  return [];
}
