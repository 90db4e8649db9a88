import type {
  ConfigResource,
  ResourceRef,
  ServiceResource,
  WorkloadResource,
} from "../../model/resource";

export type AppliedTarget =
  | { readonly type: "workload"; readonly workload: WorkloadResource }
  | { readonly type: "service"; readonly service: ServiceResource }
  /** The hosts of a ServiceEntry, for one caller, or for all. */
  | {
      readonly type: "entry";
      readonly caller: WorkloadResource | null;
      readonly entry: ConfigResource;
    }
  /** `caller` as `null`: a caller that is not in the mesh. */
  | {
      readonly type: "edge";
      readonly caller: WorkloadResource | null;
      readonly service: ServiceResource;
      readonly workload: WorkloadResource | null;
    };

export type AppliedRole =
  | "route"
  /** A rule that divides requests among several destinations. */
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
  /** Deciding place inside the spec: `http[1].route[0]`; empty for the whole object. */
  readonly path: string;
  /** False when the engine cannot tell whether it acts. */
  readonly certain: boolean;
};
