"use client";

import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client";
import { useLiveSettings } from "./use-live-settings";

/** Drafts with edits, of all clusters that are watched; `null` until all of them are known. */
export function useDraftCount(): number | null {
  const { drafts } = useTRPC();
  const clusters = useLiveSettings()?.clusters;
  return useQueries({
    queries: (clusters ?? []).map((cluster) => drafts.list.queryOptions({ cluster })),
    combine: (lists) => {
      if (clusters === undefined || lists.some(({ data }) => data === undefined)) return null;
      return lists.flatMap(({ data }) => data ?? []).filter(({ draft }) => draft.edits.length > 0)
        .length;
    },
  });
}
