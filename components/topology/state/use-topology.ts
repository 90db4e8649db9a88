"use client";

import { useCallback, useEffect, useMemo, useRef } from "react";
import { useConnection, useLiveState } from "@/components/live/live-cache";
import { useLiveMesh } from "@/components/live/use-live-mesh";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useLiveTraffic } from "@/components/live/use-live-traffic";
import { useServerNow } from "@/components/live/use-server-now";
import { useTrafficAt } from "@/components/live/use-traffic-at";
import { useView } from "@/components/shell/use-view";
import type { LiveState } from "@/lib/live/apply-message";
import { sourcesAsSeen } from "@/lib/live/connection";
import type { LiveSettings } from "@/lib/live/message";
import { buildGraph, type GraphSettings } from "@/lib/mesh/graph/build-graph";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ClusterReading, readingOf } from "@/lib/mesh/model/reading";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { unknownNamespaces } from "@/lib/view/unknown-namespaces";
import type { View } from "@/lib/view/view-params";
import { type Freshness, freshnessOf, isFirstComing } from "./freshness";
import { type GraphParams, graphViewOf, groundOf, keptBy, momentOf } from "./graph-inputs";
import { withPlainNames } from "./plain-names";
import { type AbsentReason, type Selected, selectedIn, whyAbsent } from "./selected";

/** All that the parts of the topology page show. */
export type Topology = {
  readonly index: MeshIndex;
  readonly graph: MeshGraph;
  /** The graph before anything in it was hidden or unfolded by hand, made when it is asked for; `null` where that is `graph`. */
  readonly ground: () => MeshGraph | null;
  readonly traffic: Traffic | null;
  readonly freshness: Freshness;
  readonly settings: LiveSettings;
  /** What of the clusters is read: only there is the absence of an object a fact. */
  readonly reading: readonly ClusterReading[];
  /** What the address names; `null` when it names nothing. */
  readonly selected: Selected | null;
  /** Why it is not shown; `null` when it is. */
  readonly absent: AbsentReason | null;
  /** Why the moment asked for could not be read, as a sentence; `null` when nothing went wrong. */
  readonly pastError: string | null;
  /** Namespaces that the address asks for and no cluster of it has. */
  readonly unknownNamespaces: readonly string[];
  /** Parts of the past answer that are missing, and warnings of the source. */
  readonly pastGaps: readonly string[];
};

const sourcesOf = (state: LiveState): readonly SourceStatus[] => state.sources;

/** Ages of sources matter by the second only in the feet of panels, which count by themselves. */
const SLOWLY_MS = 5_000;

/** The sources as the page must show them, without a render each second. */
function useSourcesSeen(now: number): readonly SourceStatus[] | null {
  const known = useLiveState(sourcesOf);
  const connection = useConnection();
  return useMemo(() => {
    if (known === null || connection === null) return known;
    const server = globalThis.location?.origin ?? "";
    return sourcesAsSeen(known, connection, { now: now - connection.offsetMs, server });
  }, [known, connection, now]);
}

const paramsKeys = [
  "clusters",
  "namespaces",
  "find",
  "hide",
  "graph",
  "services",
  "idle",
  "opened",
] as const satisfies readonly (keyof GraphParams)[];

/** The parameters of the graph; the same object until one of them changes, however often the view does. */
function useGraphParams(view: View): GraphParams {
  const key = JSON.stringify(paramsKeys.map((name) => view[name]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the text of all that is read of the view
  return useMemo(
    () => ({
      clusters: view.clusters,
      namespaces: view.namespaces,
      find: view.find,
      hide: view.hide,
      graph: view.graph,
      services: view.services,
      idle: view.idle,
      opened: view.opened,
    }),
    [key],
  );
}

/** The traffic that the view asks for; until it is there, that which was shown before stays. */
function useTrafficOfView(view: View, from: TrafficFrom) {
  const asked = useTrafficAsked(view, from);
  const shown = useRef<Traffic | null>(null);
  const traffic = asked.traffic ?? (asked.pending ? shown.current : null);
  useEffect(() => {
    shown.current = traffic;
  }, [traffic]);
  return { ...asked, traffic };
}

type TrafficFrom = {
  readonly settings: LiveSettings | null;
  readonly sources: readonly SourceStatus[] | null;
  readonly now: number;
};

/** Live traffic, or that of another moment or window. */
function useTrafficAsked(view: View, { settings, sources, now }: TrafficFrom) {
  const live = useLiveTraffic();
  const moment = momentOf(view, settings, now);
  const other = useTrafficAt(moment);
  const past = view.at !== null;
  if (moment === null) {
    const waiting = view.at === null && live === null && isFirstComing(sources);
    return { traffic: live, past, pending: waiting, error: null, gaps: [] };
  }
  // A window of now is refreshed each tick: the answer before stays good while the next is on its way.
  const pending = past ? other.isPlaceholderData || other.isPending : other.isPending;
  return {
    traffic: other.answer?.traffic ?? null,
    past,
    pending,
    error: other.error?.message ?? null,
    gaps: [
      ...(other.answer?.problems.map((p) => `${p.part}: ${p.detail}`) ?? []),
      ...(other.answer?.warnings ?? []),
    ],
  };
}

type GraphSources = {
  readonly index: MeshIndex | null;
  readonly traffic: Traffic | null;
  readonly settings: LiveSettings | null;
  readonly reading: readonly ClusterReading[];
};

const settingsFor = (
  { clusterIds, clusters, healthProfile, healthRules }: LiveSettings,
  reading: readonly ClusterReading[],
): GraphSettings => ({
  healthProfile,
  healthRules,
  cluster: clusters[0] ?? "",
  clusterIds,
  reading,
});

const NO_NAMES: readonly string[] = [];

function useUnknownNamespaces(
  { index, settings, reading }: GraphSources,
  { clusters, namespaces }: View,
): readonly string[] {
  return useMemo(() => {
    if (index === null || settings === null) return NO_NAMES;
    const shown = clusters ?? settings.clusters;
    return unknownNamespaces(index, { clusters: shown, readings: reading, namespaces });
  }, [index, settings, reading, clusters, namespaces]);
}

/** What of the clusters is read; the same list until that changes, however often the ages of the sources do. */
function useReading(sources: readonly SourceStatus[] | null): readonly ClusterReading[] {
  const now = readingOf(sources ?? []);
  const key = JSON.stringify(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the text of all that is in it
  return useMemo(() => now, [key]);
}

/** The graph; built again only when the mesh, the traffic or what the view asks of the graph changes. */
function useGraph(
  { index, reading, settings, traffic }: GraphSources,
  params: GraphParams,
  view: View,
) {
  const graphSettings = useMemo(
    () => (settings === null ? null : settingsFor(settings, reading)),
    [settings, reading],
  );
  const plain = useMemo(() => {
    if (index === null || graphSettings === null) return null;
    return buildGraph({ index, traffic, view: graphViewOf(params), settings: graphSettings });
  }, [index, traffic, params, graphSettings]);
  const keep = keptBy(view.selection).join("\n");
  const folded = plain !== null && plain.hidden.aggregated > 0 && keep !== "";
  return useMemo(() => {
    if (plain === null) return null;
    if (!folded || index === null || graphSettings === null) return withPlainNames(plain);
    const graphView = graphViewOf(params, keep.split("\n"));
    return withPlainNames(buildGraph({ index, traffic, view: graphView, settings: graphSettings }));
  }, [folded, plain, keep, index, traffic, params, graphSettings]);
}

function useGround({ index, reading, settings, traffic }: GraphSources, params: GraphParams) {
  return useCallback((): MeshGraph | null => {
    const ground = groundOf(params);
    if (ground === null || index === null || settings === null) return null;
    const view = graphViewOf({ ...ground, find: "" });
    return buildGraph({ index, traffic, view, settings: settingsFor(settings, reading) });
  }, [index, reading, settings, traffic, params]);
}

/** Looks the selection up, and where it is not in the view finds out why. */
function useSelected(graph: MeshGraph | null, from: GraphSources, params: GraphParams, view: View) {
  const { index, reading, settings, traffic } = from;
  const { selection } = view;
  const selected = useMemo(
    () => (graph === null || selection === null ? null : selectedIn(graph, selection)),
    [graph, selection],
  );
  const isAbsent = selected?.type === "absent";
  const absent = useMemo(() => {
    if (!isAbsent || selection === null || index === null || settings === null) return null;
    return whyAbsent(selection, params, (other) => {
      const sees = { ...graphViewOf(other), maxNodes: Number.POSITIVE_INFINITY, find: null };
      return buildGraph({ index, traffic, view: sees, settings: settingsFor(settings, reading) });
    });
  }, [isAbsent, selection, index, traffic, params, settings, reading]);
  return { selected, absent };
}

/**
 * The observed mesh joined with the traffic that the view asks for; `null` until the mesh is known.
 *
 * The one place of the page that joins data. Everything is derived: nothing of the server is kept a second time.
 */
export function useTopology(): Topology | null {
  const { view } = useView();
  const mesh = useLiveMesh();
  const settings = useLiveSettings();
  const now = useServerNow(SLOWLY_MS);
  const sources = useSourcesSeen(now);
  const { traffic, past, pending, error, gaps } = useTrafficOfView(view, {
    settings,
    sources,
    now,
  });
  const index = useMemo(() => (mesh === null ? null : indexSnapshot(mesh)), [mesh]);
  const params = useGraphParams(view);
  const reading = useReading(sources);
  const from = { index, traffic, settings, reading };
  const graph = useGraph(from, params, view);
  const ground = useGround(from, params);
  const { selected, absent } = useSelected(graph, from, params, view);
  const freshness = useMemo(
    () => freshnessOf({ sources, traffic, past, pending, failed: error !== null }),
    [sources, traffic, past, pending, error],
  );
  const unknown = useUnknownNamespaces(from, view);
  if (index === null || graph === null || settings === null) return null;
  const known = {
    index,
    graph,
    ground,
    traffic,
    freshness,
    settings,
    reading,
    selected,
    absent,
    unknownNamespaces: unknown,
  };
  return { ...known, pastError: error, pastGaps: gaps };
}
