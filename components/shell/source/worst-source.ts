import type { SourceId, SourceState, SourceStatus } from "@/lib/mesh/model/source";

/** Best first. */
const ORDER: readonly SourceState[] = ["ready", "connecting", "partial", "stale", "down"];

export type WorstSource = {
  readonly state: SourceState;
  /** Which source is to be named; `null` where all are alike: all in time, or none heard of yet. */
  readonly source: SourceId | null;
  /** The oldest of the last good data of all sources; `null` when one of them never had any. */
  readonly lastGoodAt: number | null;
};

/** What the page is to say about its sources in one word. Of equals the first is named. */
export function worstSource(sources: readonly SourceStatus[]): WorstSource {
  const [first, ...rest] = sources;
  if (first === undefined) return { state: "connecting", source: null, lastGoodAt: null };
  const worst = rest.reduce((a, b) => (rank(b) > rank(a) ? b : a), first);
  const times = sources.map((s) => s.lastGoodAt);
  const known = times.filter((t) => t !== null);
  return {
    state: worst.state,
    source: worst.state === "ready" ? null : worst.id,
    lastGoodAt: known.length === times.length ? Math.min(...known) : null,
  };
}

const rank = (source: SourceStatus): number => ORDER.indexOf(source.state);
