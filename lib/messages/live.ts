/** Facts about a metrics source, as the server puts them into words for the page's source state. */
type Probe = {
  readonly flavour: string;
  readonly scrapeIntervalSeconds: number | null;
  readonly reporters: readonly string[];
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

export const liveText = {
  found: (probe: Probe): string => {
    const interval =
      probe.scrapeIntervalSeconds === null
        ? "scrape interval unknown"
        : `scrape interval ${probe.scrapeIntervalSeconds} s`;
    const reporters =
      probe.reporters.length === 0
        ? "no reporter of Istio's metrics"
        : `${probe.reporters.length === 1 ? "reporter" : "reporters"} ${listed(probe.reporters)}`;
    return `${probe.flavour}, ${interval}, ${reporters}`;
  },
  noMetricsUrl: "No metrics source is configured: set PROMETHEUS_URL.",
} as const;
