import type { MeshIndex } from "../model/mesh-index";
import type { ResourceRef, WorkloadResource } from "../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../routing/spec/mesh-settings";
import type { Uncertainty } from "../routing/spec/uncertainty";

/** A request at the server. A field that is `undefined` is not known; `null` is known to be absent. */
export type AuthorizationRequest = {
  readonly source: {
    /** SPIFFE id without `spiffe://`: `cluster.local/ns/shop/sa/web`; `null` for a peer without a certificate. */
    readonly principal: string | null | undefined;
    readonly ip?: string;
    readonly remoteIp?: string;
    /** `iss/sub` of the verified token; `null` without one. */
    readonly requestPrincipal?: string | null;
  };
  /** The workload's (container) port. */
  readonly port: number | undefined;
  readonly protocol: "http" | "tcp";
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  /** Names in lower case; `undefined`: no header is known. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly sni?: string;
};

export type AuthorizationVerdict = {
  readonly verdict: "allow" | "deny" | "uncertain";
  /** The policy that decides; `null` when none selects the workload, or when no ALLOW policy matches (then `unmatched` names them). */
  readonly by: ResourceRef | null;
  /** `rules[0]`; empty when the policy as a whole decides. */
  readonly path: string;
  /** The ALLOW policies none of whose rules matched: why an unmatched request is denied. */
  readonly unmatched: readonly ResourceRef[];
  /** CUSTOM policies whose rules match: an external authorizer is asked too. */
  readonly custom: readonly ResourceRef[];
  readonly uncertain: readonly Uncertainty[];
};

/** Whether the policies on a workload's own proxy let a request through. */
export function authorize(
  _index: MeshIndex,
  _workload: WorkloadResource,
  _request: AuthorizationRequest,
  _settings: MeshSettings = defaultMeshSettings,
): AuthorizationVerdict {
  return { verdict: "uncertain", by: null, path: "", unmatched: [], custom: [], uncertain: [] };
}

/** SPIFFE id of a workload's pods, without `spiffe://`. */
export const principalOf = (
  workload: WorkloadResource,
  settings: MeshSettings = defaultMeshSettings,
): string =>
  `${settings.trustDomain}/ns/${workload.meta.namespace}/sa/${workload.serviceAccount || "default"}`;
