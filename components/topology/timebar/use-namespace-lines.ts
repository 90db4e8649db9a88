"use client";

import { useMemo } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { barScale } from "./bar-scale";
import { useTimeline } from "./use-timeline";

/** Requests per second that entered each namespace over the last 2 h; a namespace that is missing got none. */
export type NamespaceLines = ReadonlyMap<string, readonly (number | null)[]>;

/**
 * What enters each namespace: a part of the answer that the time bar asks for, so that nothing more is asked.
 *
 * @returns `null` before the first answer, and where there is no past
 */
export function useNamespaceLines(pastSeconds: number): NamespaceLines | null {
  // By the bar's clock: another one would ask for another minute.
  const { timeline } = useTimeline(barScale(useServerNow(), pastSeconds));
  const namespaces = timeline?.namespaces ?? null;
  return useMemo(
    () => (namespaces === null ? null : new Map(namespaces.map((one) => [one.name, one.entering]))),
    [namespaces],
  );
}
