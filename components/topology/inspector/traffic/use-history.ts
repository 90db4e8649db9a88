"use client";

import { useQuery } from "@tanstack/react-query";
import { failureText } from "@/components/live/failure-text";
import { useServerNow } from "@/components/live/use-server-now";
import type { RangeAnswer, TrafficSelector } from "@/lib/mesh/telemetry/range";
import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import { useTRPC } from "@/lib/trpc/client";
import { answerBefore } from "./answer-before";
import type { HistoryScope } from "./history-scope";

const REACH_MS = 30 * 60_000;
const STEP_SECONDS = 15;
const STEP_MS = STEP_SECONDS * 1000;

export type History = {
  /** `null` before the first answer. */
  readonly answer: RangeAnswer | null;
  readonly error: string | null;
  readonly again: () => void;
};

/**
 * The last half hour of a scope, up to a moment or up to now. Nothing is asked while `scope` is `null`.
 *
 * @param at the moment looked at; `null` is live, and then a new point comes every step
 */
export function useHistory(scope: HistoryScope | null, at: EpochMs | null): History {
  const trpc = useTRPC();
  const now = useServerNow(STEP_MS);
  const to = Math.floor((at ?? now) / STEP_MS) * STEP_MS;
  const { data, error, refetch } = useQuery({
    ...trpc.metrics.range.queryOptions({
      selector: wireSelector(scope?.selector ?? { reporter: "source" }),
      measures: [...(scope?.measures ?? (["requests"] as const))],
      from: to - REACH_MS,
      to,
      stepSeconds: STEP_SECONDS,
    }),
    enabled: scope !== null && to > 0,
    placeholderData: answerBefore(scope),
    structuralSharing: false,
  });
  return {
    answer: data ?? null,
    error: error === null ? null : failureText(error),
    again: () => void refetch(),
  };
}

/** The transport's types know no read-only lists. */
function wireSelector({ reporter, sources, destinations, services }: TrafficSelector) {
  return {
    reporter,
    ...(sources === undefined ? {} : { sources: [...sources] }),
    ...(destinations === undefined ? {} : { destinations: [...destinations] }),
    ...(services === undefined ? {} : { services: [...services] }),
  };
}
