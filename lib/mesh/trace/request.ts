import type { ResourceRef } from "../model/resource";

/** One request, asked of the mesh's configuration. */
export type TraceRequest = {
  /** A workload; or a Gateway (Istio's or Gateway API's), whose listeners are those of all Gateways on the same pods. */
  readonly from: ResourceRef;
  /** As the caller dials it: a name of any form, or an address. The authority, unless a `host` header says otherwise. */
  readonly host: string;
  /** The service's port; `null`: its only one, or the one that the scheme implies at a gateway. */
  readonly port: number | null;
  readonly method: string;
  /** With the query, if there is one. */
  readonly path: string;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sni: string | null;
  /** The token's claims: valid where a provider has its issuer. `null`: no token. */
  readonly claims: Readonly<Record<string, unknown>> | null;
  /** The caller's proxy takes no part, as for a pod without a sidecar. */
  readonly plaintext: boolean;
};
