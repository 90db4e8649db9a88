"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useEffect, useMemo, useState } from "react";
import type { LiveState } from "@/lib/live/apply-message";
import { findingsByObject, type MeshFindings } from "@/lib/live/findings/findings-by-object";
import {
  type SeenCall,
  type SeenCalls,
  sameCalls,
  seenCalls,
  withoutRates,
} from "@/lib/mesh/analysis/inputs/observed-calls";
import { equalJson } from "@/lib/mesh/manifest/field-change";
import type { Json } from "@/lib/mesh/manifest/json";
import type { Kind } from "@/lib/mesh/model/kinds";
import { readingOf } from "@/lib/mesh/model/reading";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { useLiveState } from "../live-cache";
import { useLiveMesh } from "../use-live-mesh";
import { useLiveSettings } from "../use-live-settings";
import { useLiveTraffic } from "../use-live-traffic";
import { browserAnalyst } from "./browser-analyst";
import { FindingsLink } from "./findings-link";
import { LIVE_FINDINGS_KEY } from "./use-findings";

const sourcesOf = (state: LiveState): readonly SourceStatus[] => state.sources;

/** Kinds that some cluster does not let be read, or not everywhere; the same list until that changes. */
function useAbsentKinds(): readonly Kind[] {
  const sources = useLiveState(sourcesOf);
  const kinds = readingOf(sources ?? []).flatMap(({ unread }) => unread.map(({ kind }) => kind));
  const key = JSON.stringify([...new Set(kinds)].sort());
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the text of all that is in it
  return useMemo(() => [...new Set(kinds)].sort(), [key]);
}

/** Who calls whom; the same object while they are the same. `null` while the metrics say nothing. */
function useCalls(): SeenCalls | null {
  const traffic = useLiveTraffic();
  const settings = useLiveSettings();
  const [calls, setCalls] = useState<readonly SeenCall[] | null>(null);
  useEffect(() => {
    const now = traffic && withoutRates(seenCalls(traffic));
    setCalls((before) => (before && now && sameCalls(before, now) ? before : now));
  }, [traffic]);
  return useMemo(() => {
    if (calls === null || settings === null) return null;
    const { clusterIds, clusters } = settings;
    return { calls, clusterIds, unlabelled: clusters[0] ?? "" };
  }, [calls, settings]);
}

const HOUR_MS = 3_600_000;

/** The beginning of this hour: certificates are judged by it, and it does not change with every analysis. */
const thisHour = (): string => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString();

const create = (client: QueryClient): FindingsLink =>
  new FindingsLink({
    analyst: browserAnalyst,
    now: thisHour,
    later(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    found: (findings) =>
      client.setQueryData<MeshFindings>(LIVE_FINDINGS_KEY, (before) => {
        const next = findingsByObject(findings);
        // Findings are plain data: a list that says the same stays the same object.
        const same = before !== undefined && equalJson(before.all as Json, next.all as Json);
        return same ? before : next;
      }),
  });

/** Whom the findings of a draft are asked of; `null` before it is there. */
export const FindingsLinkContext = createContext<FindingsLink | null>(null);

/**
 * Keeps the findings of the observed mesh current, in a thread of their own, and lends that thread to drafts. Mounted once, below
 * `LiveProvider`.
 */
export function FindingsFeed({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const mesh = useLiveMesh();
  const absent = useAbsentKinds();
  const calls = useCalls();
  const [link, setLink] = useState<FindingsLink | null>(null);
  useEffect(() => {
    const started = create(client);
    setLink(started);
    return () => started.stop();
  }, [client]);
  useEffect(() => {
    if (mesh !== null) link?.offer(mesh, absent, calls);
  }, [link, mesh, absent, calls]);
  return <FindingsLinkContext value={link}>{children}</FindingsLinkContext>;
}
