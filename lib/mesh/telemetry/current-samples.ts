import type { TrafficSamples } from "./traffic";

/** A scrape may be missed, and stores that are written to from afar get samples late. */
const GRACE_SECONDS = 5;
/** Nobody scrapes more seldom: Prometheus itself would take such series for ended after five minutes. */
const LONGEST_SCRAPE_SECONDS = 120;

/**
 * Whether samples have no successors though it was time for some: what wrote them is no longer scraped, and rates over them fall towards
 * zero. `false` where the source does not tell of its newest sample.
 *
 * @param scrapeSeconds between two samples of a series; `null` when it is not known
 */
export function lacksNewSamples(
  { at, newestSampleAt, windowSeconds }: TrafficSamples,
  scrapeSeconds: number | null,
): boolean {
  if (newestSampleAt === undefined || newestSampleAt === null) return newestSampleAt === null;
  const due = 2 * (scrapeSeconds ?? LONGEST_SCRAPE_SECONDS) + GRACE_SECONDS;
  return at - newestSampleAt > 1000 * Math.max(due, windowSeconds / 2);
}
