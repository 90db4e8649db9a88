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
