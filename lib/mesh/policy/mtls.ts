import type { MeshIndex } from "../model/mesh-index";
import type { ResourceRef, ServiceResource, WorkloadResource } from "../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../routing/spec/mesh-settings";
import type { Uncertainty } from "../routing/spec/uncertainty";

export type MtlsMode = "STRICT" | "PERMISSIVE" | "DISABLE";

/** The mTLS mode a server asks for. `by` is `null` when no PeerAuthentication decides and Istio's default holds. */
export type MtlsInForce = {
  readonly mode: MtlsMode;
  readonly by: ResourceRef | null;
  /** `mtls.mode` or `portLevelMtls.8080.mode`; empty without `by`. */
  readonly path: string;
  readonly uncertain: readonly Uncertainty[];
};

/** The mode in force at a workload. `port` is the workload's (container) port; `null` for ports without a setting of their own. */
export function mtlsInForce(
  _index: MeshIndex,
  _workload: WorkloadResource,
  _port: number | null,
  _settings: MeshSettings = defaultMeshSettings,
): MtlsInForce {
  return { mode: "PERMISSIVE", by: null, path: "", uncertain: [] };
}

/** How a request travels and whether the server takes it. */
export type MtlsOutcome = {
  /** `tls`: TLS that is not Istio's. */
  readonly result: "mtls" | "plaintext" | "tls" | "refused" | "unknown";
  /** For `refused`: what meets what. */
  readonly reason: "plaintext-to-strict" | "mtls-to-disabled" | "tls-to-istio" | null;
  readonly server: MtlsInForce;
  /** The DestinationRule that sets the client's side, if one does. */
  readonly client: {
    readonly by: ResourceRef;
    readonly path: string;
    readonly mode: string;
  } | null;
  readonly uncertain: readonly Uncertainty[];
};

/** What happens to a caller's connection to one workload of a service. `caller` as `null`: a client without a proxy. */
export function mtlsOutcome(
  index: MeshIndex,
  call: {
    readonly caller: WorkloadResource | null;
    readonly service: ServiceResource;
    readonly port: number;
    readonly workload: WorkloadResource;
    readonly subset: string | null;
  },
  settings: MeshSettings = defaultMeshSettings,
): MtlsOutcome {
  return {
    result: "unknown",
    reason: null,
    server: mtlsInForce(index, call.workload, call.port, settings),
    client: null,
    uncertain: [],
  };
}
