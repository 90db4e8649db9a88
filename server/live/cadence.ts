import "server-only";

/** What was asked for in the configuration; `tickSeconds` undefined leaves the choice to the source. */
export type CadenceSettings = {
  readonly tickSeconds: number | undefined;
  readonly windowSeconds: number;
};

/** Tick and window in force. */
export type Cadence = { readonly tickSeconds: number; readonly windowSeconds: number };

const SHORTEST_TICK_SECONDS = 5;
const LONGEST_TICK_SECONDS = 60;
const SCRAPES_PER_WINDOW = 4;

/**
 * The shortest window whose rates hold; 0 when nobody knows how often is scraped. `rate` wants two samples in it whatever the
 * phase, and one scrape may be missed: below two scrapes it has no answer at all, and a mesh would look as if it had no traffic.
 *
 * Source: https://www.robustperception.io/what-range-should-i-use-with-rate/
 */
export const shortestWindowSeconds = (scrapeIntervalSeconds: number | null): number =>
  Math.ceil((scrapeIntervalSeconds ?? 0) * SCRAPES_PER_WINDOW);

/**
 * Tick and window for a source that is scraped so often; `null` when nobody knows.
 *
 * A tick shorter than the scrape interval would read the same samples again.
 */
export function effectiveCadence(
  settings: CadenceSettings,
  scrapeIntervalSeconds: number | null,
): Cadence {
  const scrape = scrapeIntervalSeconds ?? 0;
  const natural = Math.min(
    Math.max(Math.ceil(scrape), SHORTEST_TICK_SECONDS),
    LONGEST_TICK_SECONDS,
  );
  return {
    tickSeconds: settings.tickSeconds ?? natural,
    windowSeconds: Math.max(settings.windowSeconds, shortestWindowSeconds(scrapeIntervalSeconds)),
  };
}

/** Whether `periodMs` have passed since `last`. A clock that was set back says nothing of that: then it is time. */
export const isDue = (now: number, last: number, periodMs: number): boolean =>
  now < last || now - last >= periodMs;

const SHORTEST_LATENCY_MS = 15_000;
/** Buckets are the costly query: it may keep the source busy for a tenth of the time. */
const LATENCY_SHARE = 0.1;

/** Time from the start of one reading of buckets to the start of the next, from what the last one cost. */
export const latencyPeriodMs = (costMs: number, tickMs: number): number =>
  Math.max(SHORTEST_LATENCY_MS, tickMs, Math.ceil(costMs / LATENCY_SHARE));

/** From here on buckets are read per service; below the lower mark per workload again. Two marks, so that it does not flap. */
const SERVICE_LEVEL_FROM_EDGES = 2_000;
const WORKLOAD_LEVEL_BELOW_EDGES = 1_800;

/** The finest level of quantiles that a mesh of this size can afford. */
export function latencyLevelFor(
  edges: number,
  current: "workload" | "service",
): "workload" | "service" {
  const limit = current === "service" ? WORKLOAD_LEVEL_BELOW_EDGES : SERVICE_LEVEL_FROM_EDGES;
  return edges < limit ? "workload" : "service";
}

/** What the source was found to be may change: an interval in its configuration, a cluster that joins, a rule. */
const PROBE_EVERY_MS = 600_000;
/** A source that has just begun to scrape tells its interval with the second sample. Until then no window is known to hold. */
const PROBE_UNMEASURED_EVERY_MS = 30_000;

/** Time from one look at the source to the next. */
export const probePeriodMs = (scrapeIntervalSeconds: number | null): number =>
  scrapeIntervalSeconds === null ? PROBE_UNMEASURED_EVERY_MS : PROBE_EVERY_MS;

/** So long after the last viewer left, traffic is read at full pace: a page that reloads finds it current. */
const IDLE_AFTER_MS = 60_000;
/** Then this often, so that the first sight is at most so old, and a source that went down is noticed. */
const IDLE_TICK_MS = 60_000;

/** Whether nobody has looked for a while; `unseenSince` is `null` while somebody does. */
export const isIdle = (unseenSince: number | null, now: number): boolean =>
  unseenSince !== null && now - unseenSince >= IDLE_AFTER_MS;

export const idleTickMs = (tickMs: number): number => Math.max(tickMs, IDLE_TICK_MS);
