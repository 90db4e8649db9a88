import "server-only";
import type { PrometheusOptions } from "./options";
import type { Findings } from "./probe";

/** Interval of Istio's own Prometheus sample, taken until one has been measured. */
const ASSUMED_SCRAPE_SECONDS = 15;

/** What is known of the source when a query is made. */
export type SourceContext = {
  readonly severalClusters: boolean;
  readonly recorded: Findings["recorded"];
  /** Measured, or `null`. */
  readonly measuredScrapeSeconds: number | null;
  readonly scrapeSeconds: number;
  /** Form parameters of this flavour. */
  readonly parameters: Readonly<Record<string, string>>;
};

/** Before the first probe nothing is known: one cluster, no rules, an assumed interval. */
export function contextOf(options: PrometheusOptions, findings: Findings | null): SourceContext {
  const measured = findings?.probe.scrapeIntervalSeconds ?? null;
  return {
    severalClusters: options.severalClusters ?? (findings?.probe.clusters.length ?? 0) > 1,
    recorded: findings?.recorded ?? new Map(),
    measuredScrapeSeconds: measured,
    scrapeSeconds: measured ?? ASSUMED_SCRAPE_SECONDS,
    // Down-sampled data would make rates over a minute meaningless; missing stores come as warnings.
    parameters: findings?.thanos
      ? { dedup: "true", partial_response: "true", max_source_resolution: "0s" }
      : {},
  };
}
