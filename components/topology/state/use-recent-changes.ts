"use client";

import { useQueries } from "@tanstack/react-query";
import { useLiveSettings } from "@/components/live/use-live-settings";
import type { ChangeSummary } from "@/lib/delivery/change";
import { useTRPC } from "@/lib/trpc/client";

/**
 * The newest changes of all clusters that are watched: of each the first page of its history. Notices of the live stream have them asked
 * again, nothing else does. A cluster whose changes cannot be read adds none; the history says why.
 */
export function useRecentChanges(): readonly ChangeSummary[] {
  const { changes } = useTRPC();
  const clusters = useLiveSettings()?.clusters;
  return useQueries({
    queries: (clusters ?? []).map((cluster) => changes.list.queryOptions({ cluster })),
    combine: together,
  });
}

/** The same function in each render, so that what it gives stays the same until an answer changes. */
const together = (
  lists: readonly { readonly data: { readonly changes: readonly ChangeSummary[] } | undefined }[],
): readonly ChangeSummary[] => lists.flatMap(({ data }) => data?.changes ?? []);
