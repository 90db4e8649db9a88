/**
 * What the metrics source says about one moment, before and after folding.
 *
 * `TrafficSamples` are rows of the queries of the topology (one array per query), `Traffic` is what the graph is built from:
 * one `EdgeTraffic` per pair of workloads, service and protocol. Rates are per second over `windowSeconds` that ended `at`.
 */

/** Epoch milliseconds. */
export type EpochMs = number;

/** The label `unknown` of Istio's metrics is kept as it is; an absent label is the empty string. */
export type EdgeLabels = {
  /** Empty unless metrics of several clusters are merged. */
  readonly sourceCluster: string;
  readonly sourceNamespace: string;
  readonly sourceWorkload: string;
  readonly destinationCluster: string;
  /** `destination_workload_namespace` */
  readonly destinationNamespace: string;
  readonly destinationWorkload: string;
  /** `destination_service`: a host, or for a request that found no cluster the Host header (`orders:8080`). */
  readonly destinationService: string;
};

export type Protocol = "http" | "grpc" | "tcp";

/** Rows of query 1 (`reporter=~"source|waypoint"`) and 2 (`reporter="destination", source_workload="unknown"`). */
export type RequestSample = EdgeLabels & {
  readonly protocol: string;
  readonly code: string;
  readonly grpcStatus: string;
  readonly flags: string;
  readonly rate: number;
};

/** Rows of query 3, from the destination (or waypoint): how connections were secured, and who was seen. */
export type SecuritySample = EdgeLabels & {
  readonly protocol: string;
  /** `mutual_tls`, `none`, `unknown` */
  readonly policy: string;
  readonly sourcePrincipal: string;
  readonly destinationPrincipal: string;
  readonly rate: number;
};

/** Rows of query 4: cumulative bucket rates, one row per edge; `bounds[i]` in ms belongs to `counts[i]`, `Infinity` last. */
export type LatencySample = EdgeLabels & {
  readonly protocol: string;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  /** Sum of milliseconds per second and requests per second, where asked for; else `null`. */
  readonly sumMs: number | null;
  readonly count: number | null;
};

/**
 * Rows of query 5, from both ends. `toServer` and `toClient` are bytes per second, whoever reported them.
 * The fold takes figures from the source and, where the source has no proxy, from the destination; security from the destination.
 */
export type TcpSample = EdgeLabels & {
  readonly reporter: "source" | "destination";
  /** The reporter's `app` label; `ztunnel` for ambient. */
  readonly reporterApp: string;
  readonly flags: string;
  /** `connection_security_policy` */
  readonly policy: string;
  readonly sourcePrincipal: string;
  readonly destinationPrincipal: string;
  readonly toServer: number;
  readonly toClient: number;
  /** Connections opened per second. */
  readonly opened: number;
};

/** Rows of query 6: gRPC messages per second. */
export type MessageSample = EdgeLabels & { readonly toServer: number; readonly toClient: number };

/** The parts that one tick can ask for. Each costs the source a constant number of queries. */
export type TrafficPart = "requests" | "security" | "tcp" | "messages" | "latency";

export type TrafficRequest = {
  /** End of the window; the adapter floors it to its step. */
  readonly at: EpochMs;
  readonly windowSeconds: number;
  readonly parts: readonly TrafficPart[];
  /** `workload` asks for quantiles per pair of workloads, `service` per caller and service (cheaper). */
  readonly latencyLevel: "workload" | "service";
};

export type TrafficSamples = {
  /** The moment that was evaluated, after flooring. */
  readonly at: EpochMs;
  readonly windowSeconds: number;
  /** `null` where the part was not asked for or failed (`problems` says why). */
  readonly requests: readonly RequestSample[] | null;
  readonly unproxied: readonly RequestSample[] | null;
  readonly security: readonly SecuritySample[] | null;
  readonly tcp: readonly TcpSample[] | null;
  readonly messages: readonly MessageSample[] | null;
  readonly latency: readonly LatencySample[] | null;
  readonly latencyLevel: "workload" | "service";
  /**
   * When the newest sample of any proxy was taken, of those that the source holds for current; `null` when it has none. Rates of a window
   * whose newest samples are missing fall towards zero though nobody sends less. Absent where the part that tells it (`tcp`) was not asked
   * for or failed, and where the source cannot tell.
   */
  readonly newestSampleAt?: EpochMs | null;
  readonly problems: readonly {
    readonly part: TrafficPart | "unproxied";
    readonly detail: string;
  }[];
  /** Warnings that came with good answers (partial stores of Thanos, annotations of Prometheus). */
  readonly warnings: readonly string[];
};

/** One kind of answer on an edge. */
export type ResponseRate = {
  readonly code: string;
  /** Empty for HTTP. */
  readonly grpcStatus: string;
  /** Envoy's short codes, comma-separated; `-` for none. */
  readonly flags: string;
  readonly rate: number;
};

/** Bytes per second both ways and connections of an edge. */
export type TcpRates = {
  readonly toServer: number;
  readonly toClient: number;
  /** Connections opened per second. */
  readonly opened: number;
  /** Those of them that went wrong, by what their proxy said (`UF`, `UH`, ztunnel's `DENY`); empty when none did. */
  readonly flagged: readonly FlagRate[];
};

/** Flags of connections, comma-separated, and how many opened per second. Never `-`. */
export type FlagRate = { readonly flags: string; readonly rate: number };

export type Buckets = {
  /** Upper bounds in ms, ascending, `Infinity` last (sent as `null` in JSON). */
  readonly bounds: readonly number[];
  /** Cumulative rates. */
  readonly counts: readonly number[];
};

/** How connections of an edge were secured, in requests (or opened connections) per second. `unknown` is not plaintext. */
export type SecurityRates = {
  readonly mutualTls: number;
  readonly plaintext: number;
  readonly unknown: number;
};

/** All that is known of one caller, callee, service and protocol. */
export type EdgeTraffic = {
  /** `trafficId(labels, protocol)`: stable for the same edge. */
  readonly id: string;
  readonly labels: EdgeLabels;
  readonly protocol: Protocol;
  /** Who reported: `destination` only where the source has no proxy. */
  readonly reporter: "source" | "destination";
  readonly responses: readonly ResponseRate[];
  readonly security: SecurityRates | null;
  readonly principals: {
    readonly source: readonly string[];
    readonly destination: readonly string[];
  };
  readonly latency: Buckets | null;
  readonly averageMs: number | null;
  readonly tcp: TcpRates | null;
  readonly messages: { readonly toServer: number; readonly toClient: number } | null;
};

/** The traffic of the whole mesh at one moment. */
export type Traffic = {
  /** Number of the tick; increases by one. */
  readonly tick: number;
  readonly at: EpochMs;
  readonly windowSeconds: number;
  /** When the buckets were read: they come on a slower cadence. `null` before the first. */
  readonly latencyAt: EpochMs | null;
  readonly latencyLevel: "workload" | "service";
  /** By `EdgeTraffic.id`. With `latencyLevel: "service"` the buckets sit on edges whose destination workload is empty. */
  readonly edges: ReadonlyMap<string, EdgeTraffic>;
};

/**
 * The parts of a known edge that changed; what is absent stayed. Labels never change: they are the identity.
 *
 * `counts` of buckets are sent alone where the bounds stayed, and end where the last value would only repeat.
 */
export type EdgeChange = { readonly id: string } & Partial<
  Pick<
    EdgeTraffic,
    "reporter" | "responses" | "security" | "principals" | "averageMs" | "tcp" | "messages"
  >
> & {
    readonly latency?: {
      readonly bounds?: readonly number[];
      readonly counts: readonly number[];
    } | null;
  };

/** What changed from tick `tick - 1` to `tick`; made by `trafficFrame`, read by `applyTrafficFrame`. */
export type TrafficFrame = {
  readonly tick: number;
  /** Carries every edge in `set` and so applies to any earlier state, or to none. */
  readonly full: boolean;
  readonly at: EpochMs;
  readonly windowSeconds: number;
  readonly latencyAt: EpochMs | null;
  readonly latencyLevel: "workload" | "service";
  /** Edges that are new. */
  readonly set: readonly EdgeTraffic[];
  readonly changed: readonly EdgeChange[];
  readonly removed: readonly string[];
};
