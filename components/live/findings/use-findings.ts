"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import type { MeshFindings } from "@/lib/live/findings/findings-by-object";

export const LIVE_FINDINGS_KEY = ["live", "findings"] as const;

/** What is wrong with the configuration of the observed mesh; `null` before it was analysed. */
export function useFindings(): MeshFindings | null {
  const { data } = useQuery<MeshFindings>({
    queryFn: skipToken,
    queryKey: LIVE_FINDINGS_KEY,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  return data ?? null;
}
