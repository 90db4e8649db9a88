import type { SourceStatus } from "@/lib/mesh/model/source";

/** What arrives of this source is of now, wholly or in part. */
export const isCurrent = ({ state }: SourceStatus): boolean =>
  state === "ready" || state === "partial";

/**
 * The sources with `lastGoodAt` brought up to date.
 *
 * A watch that stands is as good as the moment at which the server says so; metrics are as old as the window they were read over.
 *
 * @param trafficAt end of the window of traffic that just arrived; `null` when none did
 */
export const withAges = (
  sources: readonly SourceStatus[],
  { now, trafficAt }: { readonly now: number; readonly trafficAt: number | null },
): readonly SourceStatus[] =>
  sources.map((source) => {
    const lastGoodAt = source.id === "cluster" ? now : trafficAt;
    return lastGoodAt === null || !isCurrent(source) ? source : { ...source, lastGoodAt };
  });
