"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useMemo } from "react";
import type { EpochMs, Traffic } from "@/lib/mesh/telemetry/traffic";
import { trafficFromReset } from "@/lib/mesh/telemetry/traffic-frame";
import { useTRPC } from "@/lib/trpc/client";
import type { AppRouter } from "@/server/trpc/root";
import { failureText } from "./failure-text";

type TrafficAt = inferRouterOutputs<AppRouter>["live"]["at"];

export type PastTraffic = Omit<TrafficAt, "traffic"> & { readonly traffic: Traffic };

const revive = (answer: TrafficAt): PastTraffic => ({
  ...answer,
  traffic: trafficFromReset(answer.traffic),
});

type Moment = { readonly at: EpochMs; readonly windowSeconds: number };

/**
 * The traffic at another time or over another window; nothing is asked while `moment` is `null`.
 *
 * The answer is revived beside the query, not by its `select`: what stands in for an answer on its way would be another
 * object in every render, and each would ask for the next.
 */
export function useTrafficAt(moment: Moment | null) {
  const trpc = useTRPC();
  const { data, error, isPending, isPlaceholderData } = useQuery({
    ...trpc.live.at.queryOptions(moment ?? { at: 0, windowSeconds: 60 }),
    enabled: moment !== null,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
  const answer = useMemo(() => (data === undefined ? null : revive(data)), [data]);
  return { answer, error: error && { message: failureText(error) }, isPending, isPlaceholderData };
}
