import { skipToken, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import type { LiveState } from "@/lib/live/apply-message";
import type { Connection } from "@/lib/live/connection";

export const LIVE_STATE_KEY = ["live", "state"] as const;
export const LIVE_CONNECTION_KEY = ["live", "connection"] as const;

// Written by the live link alone: never fetched, never forgotten, never compared in depth.
const written = {
  queryFn: skipToken,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  structuralSharing: false,
} as const satisfies Partial<UseQueryOptions>;

/**
 * A part of the live state, `null` before the first message. Re-renders only when the part is another value.
 *
 * @param select must be the same function in every render
 */
export function useLiveState<T>(select: (state: LiveState) => T): T | null {
  const { data } = useQuery({ ...written, queryKey: LIVE_STATE_KEY, select });
  return data ?? null;
}

/** How the page is connected; `null` before it tried. */
export function useConnection(): Connection | null {
  const { data } = useQuery<Connection>({ ...written, queryKey: LIVE_CONNECTION_KEY });
  return data ?? null;
}
