import { isCurrent } from "@/lib/live/source-ages";
import type { SourceId, SourceStatus } from "@/lib/mesh/model/source";
import type { EpochMs } from "@/lib/mesh/telemetry/traffic";

/** How far what is shown can be trusted to be of now. */
export type Freshness = {
  /**
   * - `live`: of the last tick. - `past`: of the moment that was asked for. - `stale`: the last good figures, out of date.
   * - `pending`: still asked for. - `missing`: there are none.
   */
  readonly figures: "live" | "past" | "stale" | "pending" | "missing";
  /** Whether the objects are as the cluster has them now. */
  readonly objects: "live" | "stale" | "missing";
  /** End of the window of the figures; `null` without any. */
  readonly at: EpochMs | null;
  readonly windowSeconds: number | null;
  /** What the metrics source calls itself: `Prometheus 2.42.0`; `null` when it has not said. */
  readonly sourceName: string | null;
};

export type FreshnessFacts = {
  readonly sources: readonly SourceStatus[] | null;
  readonly traffic: { readonly at: EpochMs; readonly windowSeconds: number } | null;
  /** A moment was asked for by hand: what is shown is not of now. */
  readonly past: boolean;
  /** An answer is on its way, and what is shown is not yet it. */
  readonly pending: boolean;
  /** What was asked for could not be had. */
  readonly failed: boolean;
};

const worst = (sources: readonly SourceStatus[], id: SourceId) => {
  const own = sources.filter((source) => source.id === id);
  if (own.length === 0 || own.some((s) => s.state === "down")) return "missing" as const;
  return own.every(isCurrent) ? ("current" as const) : ("stale" as const);
};

/** Joins what the sources say with what is shown. */
export function freshnessOf(facts: FreshnessFacts): Freshness {
  const sources = facts.sources ?? [];
  const objects = worst(sources, "cluster");
  const found = sources.find((source) => source.id === "metrics")?.found ?? null;
  return {
    figures: figuresOf(facts, sources),
    objects: objects === "current" ? "live" : objects,
    at: facts.traffic?.at ?? null,
    windowSeconds: facts.traffic?.windowSeconds ?? null,
    sourceName: found === null ? null : (found.split(",")[0] ?? null),
  };
}

/** Whether the first live figures are on their way. A source that has answered without any has none, and says why. */
export const isFirstComing = (sources: readonly SourceStatus[] | null): boolean =>
  (sources ?? []).some(({ id, state }) => id === "metrics" && state === "connecting");

function figuresOf(
  { traffic, pending, failed, past }: FreshnessFacts,
  sources: readonly SourceStatus[],
): Freshness["figures"] {
  // A source that is down has nothing on its way; what is asked of the past answers for itself.
  const isComing = pending && (past || worst(sources, "metrics") !== "missing");
  if (traffic === null) return isComing ? "pending" : "missing";
  if (pending) return "pending";
  if (failed) return "stale";
  if (past) return "past";
  return worst(sources, "metrics") === "current" ? "live" : "stale";
}

/** Figures are shown grey: they are not what they were asked to be. */
export const isGrey = ({ figures }: Freshness): boolean =>
  figures === "stale" || figures === "pending";
