import "server-only";
import type { SourceProblem, SourceState } from "@/lib/mesh/model/source";
import type { ApiFailure } from "../connect/failure";
import {
  discoveryProblem,
  kindProblems,
  leftOutProblem,
  type Refusal,
  sourceProblem,
} from "./problems";
import type { WatchedKind } from "./watched-kinds";

/** What is known of one kind's reading. */
export type KindState = {
  readonly kind: WatchedKind;
  /** A complete list has been delivered once. */
  listed: boolean;
  /** All that can be read of it for now has been delivered. */
  settled: boolean;
  served: boolean;
  /** When what is shown of it was true for certain; `null` before its first list. */
  heardAt: number | null;
  /** Failures since the last success. */
  attempts: number;
  /** By scope: a namespace, or `""` for the whole cluster. */
  readonly failures: Map<string, ApiFailure>;
  refusals: readonly Refusal[];
};

export const freshState = (kind: WatchedKind): KindState => ({
  kind,
  listed: false,
  settled: false,
  served: true,
  heardAt: null,
  attempts: 0,
  failures: new Map(),
  refusals: [],
});

/** What stands in the way of everything, found before any kind was asked for. */
export type Obstacle = ApiFailure | null;

/** After so many failures in a row one kind no longer holds up the others. */
const PATIENCE = 3;

/** Whether everything that can be read has been delivered. */
export function isSynced(states: readonly KindState[], obstacle: Obstacle): boolean {
  const answered = states.some((s) => s.listed || s.refusals.length > 0);
  return (
    obstacle === null &&
    states.every((s) => s.settled || !s.served || (answered && s.attempts >= PATIENCE))
  );
}

/** Failures that concern the server, not one kind. */
const SERVER_WIDE: ReadonlySet<ApiFailure["code"]> = new Set(["unreachable", "unauthorized"]);

/**
 * - `stale`: nothing new can come: the server is away, or every kind that was delivered fails.
 * - `partial`: some kind fails or may not be read. A kind that is not installed is named among the problems and is no lack:
 *   few clusters have them all. The same goes for optional kinds without the right.
 */
export function stateOf(
  states: readonly KindState[],
  obstacle: Obstacle,
  synced: boolean,
): SourceState {
  const delivered = states.filter((s) => s.listed);
  const failing = states.filter((s) => s.failures.size > 0);
  const failures = failing.flatMap((s) => [...s.failures.values()]);
  const away = obstacle !== null || failures.some((f) => SERVER_WIDE.has(f.code));
  if (delivered.length === 0) {
    const noneLeft = failing.length > 0 && states.every((s) => s.settled || s.failures.size > 0);
    if (away || noneLeft) return "down";
    return synced ? "partial" : "connecting";
  }
  if (away || delivered.every((s) => s.failures.size > 0)) return "stale";
  if (!synced) return "connecting";
  const lacking = states.some((s) => s.refusals.length > 0 && !s.kind.optional);
  return failing.length > 0 || lacking ? "partial" : "ready";
}

/**
 * As old as the oldest kind that fails now, so that the first one to come back does not make the others young; while none does, as the
 * newest.
 */
export function lastGoodOf(states: readonly KindState[]): number | null {
  const times = (some: readonly KindState[]) =>
    some.map(({ heardAt }) => heardAt).filter((at) => at !== null);
  const failing = times(states.filter((s) => s.failures.size > 0));
  const all = times(states);
  if (failing.length > 0) return Math.min(...failing);
  return all.length === 0 ? null : Math.max(...all);
}

/** What is wrong: first with the server, each thing once, then kind by kind. */
export function problemsOf(
  states: readonly KindState[],
  obstacle: Obstacle,
  url: string,
): readonly SourceProblem[] {
  const failures = states.flatMap((s) => [...s.failures.values()]);
  const general = failures.flatMap((f) => sourceProblem(url, f) ?? []);
  if (obstacle) general.unshift(discoveryProblem(url, obstacle));
  const distinct = new Map(general.map((p) => [JSON.stringify(p), p]));
  const leftOut = leftOutProblem(states.flatMap((s) => s.refusals));
  return [...distinct.values(), ...(leftOut ? [leftOut] : []), ...states.flatMap(kindProblems)];
}
