"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useState } from "react";
import { failureText } from "@/components/live/failure-text";
import { useTRPC } from "@/lib/trpc/client";
import type { AppRouter } from "@/server/trpc/root";
import type { BarScale } from "./bar-scale";

export type Timeline = inferRouterOutputs<AppRouter>["metrics"]["timeline"];

/**
 * Requests of the whole mesh over the bar; asked anew each step. Nothing is asked while `scale` is `null`.
 *
 * @returns the last good answer, whatever became of the questions after it, and beside it why the newest could not be answered
 */
export function useTimeline(scale: BarScale | null) {
  const trpc = useTRPC();
  const [last, keep] = useState<Timeline | null>(null);
  const { data, error } = useQuery({
    ...trpc.metrics.timeline.queryOptions({
      from: scale?.from ?? 0,
      to: scale?.to ?? 0,
      stepSeconds: scale === null ? 1 : scale.stepMs / 1000,
    }),
    enabled: scale !== null,
    placeholderData: keepPreviousData,
  });
  if (data !== undefined && data !== last) keep(data);
  return { timeline: data ?? last, error: error === null ? null : failureText(error) };
}
