import type { RangeAnswer, RangeRequest } from "@/lib/mesh/telemetry/range";
import type { TrafficRequest, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import type { Result } from "@/lib/result";

export type MetricsError =
  | { readonly code: "unreachable"; readonly url: string; readonly detail: string }
  | { readonly code: "timeout"; readonly url: string; readonly afterMs: number }
  | { readonly code: "unauthorized"; readonly url: string; readonly detail: string }
  /** The server answered with an error of its own (4xx, 5xx, `status: "error"`). */
  | {
      readonly code: "refused";
      readonly url: string;
      readonly status: number;
      readonly detail: string;
    }
  /** The answer was no answer of the Prometheus API. */
  | { readonly code: "bad-answer"; readonly url: string; readonly detail: string };

/** What a metrics source was found to be. */
export type MetricsProbe = {
  /** `Prometheus 2.42.0`, `Thanos`, `VictoriaMetrics` … as far as it says. */
  readonly flavour: string;
  /** Seconds between two scrapes of the mesh's proxies, measured; `null` when it could not be. */
  readonly scrapeIntervalSeconds: number | null;
  readonly reporters: readonly string[];
  /** Metrics of `spec` that have no series, and what the page lacks without them. */
  readonly missing: readonly { readonly metric: string; readonly effect: string }[];
  /** More than one value of `source_cluster` or `destination_cluster`. */
  readonly clusters: readonly string[];
};

/** What the use cases need from a metrics source. Implemented by `adapters/prometheus` and `adapters/sim`. */
export interface MetricsPort {
  probe(signal: AbortSignal): Promise<Result<MetricsProbe, MetricsError>>;
  /**
   * One moment of the whole mesh. A part that fails is `null` and named in `problems`; the result is an error only
   * when every part failed. No sample is invented: what the source does not say is absent.
   */
  traffic(
    request: TrafficRequest,
    signal: AbortSignal,
  ): Promise<Result<TrafficSamples, MetricsError>>;
  /** Series for charts. Times are aligned to the step; holes are `null`. */
  range(request: RangeRequest, signal: AbortSignal): Promise<Result<RangeAnswer, MetricsError>>;
  /** How many queries have been sent to the source since the start. */
  queriesSent(): number;
}
