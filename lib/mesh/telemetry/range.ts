import type { EpochMs } from "./traffic";

/** One end of the traffic to chart. An empty `cluster` matches every cluster. */
export type WorkloadSelector = {
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
};

/** Which traffic: all that matches every given list (each list is an OR). Nothing given means the whole mesh. */
export type TrafficSelector = {
  /** Which side to believe. Sources see what callers got; destinations see callers without a proxy too. */
  readonly reporter: "source" | "destination";
  readonly sources?: readonly WorkloadSelector[];
  readonly destinations?: readonly WorkloadSelector[];
  /** `destination_service` hosts. */
  readonly services?: readonly string[];
};

/** What a chart shows. */
export type ChartMeasure = "requests" | "latency" | "tcp";

/** `calls` are the requests again, by the namespace that they come from and the host that they call. */
export type RangeMeasure = ChartMeasure | "calls";

export type RangeRequest = {
  readonly selector: TrafficSelector;
  readonly measures: readonly RangeMeasure[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly stepSeconds: number;
};

/** `values[i]` belongs to `times[i]`; `null` where the source has no sample (a hole is not zero). */
export type RangeSeries = { readonly values: readonly (number | null)[] };

export type RequestSeries = RangeSeries & {
  readonly protocol: string;
  readonly code: string;
  readonly grpcStatus: string;
  readonly destinationNamespace: string;
  readonly destinationWorkload: string;
};

/** Labels as Istio writes them: `unknown` where it cannot say. */
export type CallSeries = RangeSeries & {
  readonly protocol: string;
  readonly code: string;
  readonly grpcStatus: string;
  readonly sourceNamespace: string;
  readonly destinationService: string;
  /** That of the workload which was reached. */
  readonly destinationNamespace: string;
};

/**
 * Upper bound of a bucket in ms, finite; the last bucket has none, and is named as Prometheus names it: JSON knows no infinity, and
 * answers travel as JSON.
 */
export type BucketBound = number | "+Inf";

/** The bound as a number to reckon with, in ms: `Infinity` for the last. */
export const boundMs = (bound: BucketBound): number =>
  bound === "+Inf" ? Number.POSITIVE_INFINITY : bound;

export type BucketSeries = RangeSeries & { readonly bound: BucketBound };

export type TcpSeries = RangeSeries & { readonly direction: "toServer" | "toClient" };

export type RangeAnswer = {
  readonly times: readonly EpochMs[];
  readonly stepSeconds: number;
  readonly windowSeconds: number;
  /** `null` where not asked for or failed (`warnings` says why). */
  readonly requests: readonly RequestSeries[] | null;
  readonly latency: readonly BucketSeries[] | null;
  readonly tcp: readonly TcpSeries[] | null;
  readonly calls: readonly CallSeries[] | null;
  readonly warnings: readonly string[];
};
