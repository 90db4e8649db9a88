/** What the oracle writes about one request, as far as it is compared. */
export type OracleAnswer = {
  readonly outcome: string;
  readonly error?: string;
  /** Absent where no proxy takes part at the caller's. */
  readonly listener?: string;
  readonly routeConfig?: string;
  readonly tcp?: boolean;
  /** `virtual-service/NS/NAME`, `HTTPRoute/NS/NAME` … */
  readonly routeObject?: string;
  readonly routePath?: string;
  readonly clusters?: readonly OracleCluster[];
  readonly timeoutMs?: number;
  readonly retry?: { readonly attempts: number; readonly on?: string };
  readonly redirect?: { readonly code: number; readonly location: string };
  readonly directResponse?: { readonly status: number };
  readonly rewrite?: { readonly path?: string; readonly authority?: string };
  readonly mirrors?: readonly {
    readonly host?: string;
    readonly subset?: string;
    readonly port?: number;
    readonly percent: number;
  }[];
  readonly fault?: {
    readonly delayMs?: number;
    readonly delayPercent: number;
    readonly abortStatus?: number;
    readonly abortGrpc?: number;
    readonly abortPercent: number;
  };
  readonly inbound?: readonly OracleServer[];
  /** `mtls`, `plaintext`, `tls`, `tls-error`, or `mixed` where servers differ. */
  readonly mtls?: string;
  /** `allow`, `deny`, `error`, or `mixed` where servers differ. */
  readonly authorization?: string;
  readonly authzBy?: string;
  readonly gatewayAuthz?: {
    readonly allowed: boolean;
    readonly by?: string;
    readonly status?: number;
  };
};

export type OracleCluster = {
  readonly name: string;
  readonly host?: string;
  readonly subset?: string;
  readonly port?: number;
  readonly share: number;
  readonly missing?: boolean;
  readonly facts?: { readonly type?: string; readonly destinationRule?: string };
  readonly endpoints?: readonly OracleEndpoint[];
};

export type OracleEndpoint = {
  readonly health?: string;
  readonly weight?: number;
  readonly locality?: string;
  readonly priority?: number;
};

const USABLE = new Set(["HEALTHY", "UNKNOWN", "", undefined]);

export const isUsable = ({ health }: OracleEndpoint): boolean => USABLE.has(health);

export type OracleServer = {
  readonly workload?: string;
  readonly mtls: boolean;
  readonly clientTls: string;
  readonly error?: string;
  readonly allowed: boolean;
  readonly by?: string;
  readonly status?: number;
  readonly custom?: string;
};

export type OracleCase = {
  readonly error?: string;
  readonly invalid?: readonly { readonly object: string; readonly error: string }[];
  readonly answers?: readonly OracleAnswer[];
};
