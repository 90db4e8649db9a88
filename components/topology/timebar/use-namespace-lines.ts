"use client";

import { useMemo } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { barScale } from "./bar-scale";
import { useTimeline } from "./use-timeline";

/** Requests per second over the last 2 h by the namespace that they reached; a namespace that is missing got none. */
export type NamespaceLines = ReadonlyMap<string, readonly (number | null)[]>;

/**
 * What the time bar shows, by namespace: the same question as the bar's, so that nothing more is asked.
 *
 * @returns `null` before the first answer, and where there is no past
 */
export function useNamespaceLines(pastSeconds: number): NamespaceLines | null {
  // By the bar's clock: another one would ask for another minute.
  const { timeline } = useTimeline(barScale(useServerNow(), pastSeconds));
  const namespaces = timeline?.namespaces ?? null;
  return useMemo(
    () => (namespaces === null ? null : new Map(namespaces.map((one) => [one.name, one.total]))),
    [namespaces],
  );
}
