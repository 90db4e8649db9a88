import type { Buckets, ResponseRate, SecurityRates, TcpRates } from "./traffic";

/** Numbers of an edge, or of all edges into or out of a node. Ratios are 0..1; `null` is "not known", never zero. */
export type Figures = {
  readonly requestsPerSecond: number;
  /** HTTP 5xx, no response, gRPC server errors ÷ requests. `null` without requests. */
  readonly errorRatio: number | null;
  readonly clientErrorRatio: number | null;
  readonly responses: readonly ResponseRate[];
  readonly latency: Buckets | null;
  readonly averageMs: number | null;
  readonly security: SecurityRates | null;
  /** Share of `mutual_tls` in the requests of which it is known; `null` when of none. */
  readonly mutualTlsShare: number | null;
  readonly tcp: TcpRates | null;
  readonly messages: { readonly toServer: number; readonly toClient: number } | null;
};
