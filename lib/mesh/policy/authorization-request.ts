import type { Claims } from "./rules/claims";

/** A request at the server. A field that is `undefined` is not known; `null` is known to be absent. */
export type AuthorizationRequest = {
  readonly source: {
    /** SPIFFE id without `spiffe://`: `cluster.local/ns/shop/sa/web`; `null` for a peer without a certificate. */
    readonly principal: string | null | undefined;
    /** Of the peer at the other end of the connection; several: it is one of these. */
    readonly ip?: string | readonly string[] | undefined;
    /** Of the client that the request began with, as far as the server believes it; several: it is one of these. */
    readonly remoteIp?: string | readonly string[] | undefined;
    /** Claims of the token that the server verified (`verifyToken`); `null` without one. */
    readonly claims?: Claims | null | undefined;
  };
  /** The server's own address. */
  readonly ip?: string | undefined;
  /** The workload's (container) port. */
  readonly port: number | undefined;
  readonly protocol: "http" | "tcp";
  readonly method?: string | undefined;
  /** As the server gets it: rewritten and normalised; a query does not count. */
  readonly path?: string | undefined;
  /** The authority as the server gets it. */
  readonly host?: string | undefined;
  /** Names in lower case; `undefined`: no header is known. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The server name of the TLS handshake. */
  readonly sni?: string | null | undefined;
};
