"use client";
import { useMutation } from "@tanstack/react-query";
import type { LiveState } from "@/lib/live/apply-message";
import { sourcesAsSeen } from "@/lib/live/connection";
import type { SourceId, SourceStatus } from "@/lib/mesh/model/source";
import { useTRPC } from "@/lib/trpc/client";
import { useConnection, useLiveState } from "./live-cache";
import { useServerNow } from "./use-server-now";

const sourcesOf = (state: LiveState): readonly SourceStatus[] => state.sources;

export type Sources = {
  /** `null` before they are known. Out of date while the server itself cannot be reached. */
  readonly sources: readonly SourceStatus[] | null;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly retry: (id: SourceId, cluster: string) => void;
  readonly retrying: boolean;
};

/** The state of every source, its age, and a way to try again now. */
export function useSources(): Sources {
  const known = useLiveState(sourcesOf);
  const connection = useConnection();
  const now = useServerNow();
  const retry = useMutation(useTRPC().sources.retry.mutationOptions());
  const sources =
    known === null || connection === null
      ? known
      : sourcesAsSeen(known, connection, {
          now: now - connection.offsetMs,
          server: globalThis.location?.origin ?? "",
        });
  return {
    sources,
    now,
    retry: (id, cluster) => retry.mutate({ id, cluster }),
    retrying: retry.isPending,
  };
}
