"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import type { ViewPatch } from "@/components/shell/use-view";
import { Button } from "@/components/ui/button";
import { splitText } from "@/lib/messages/designer/split";
import { topologyText } from "@/lib/messages/topology-page";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { Selection } from "@/lib/view/selection";
import type { Spotlight } from "@/lib/view/spotlight";
import { tracePath } from "@/lib/view/trace/trace-params";
import type { View } from "@/lib/view/view-params";
import type { Viewport } from "@/lib/view/viewport";
import type { CanvasController } from "../canvas/controller";
import { TopologyCanvas } from "../canvas/topology-canvas";
import { useConfigFacts } from "../config/use-config-facts";
import type { DesignParts } from "../draft/design-parts";
import { splitSubjects } from "../draft/split-subjects";
import { type Freshness, isGrey } from "../state/freshness";
import type { Topology } from "../state/use-topology";
import { TableTwin } from "../table/table-twin";
import type { TraceParts } from "../trace/trace-parts";
import { tracedRequest } from "../trace/traced";

type SortPatch = Partial<Pick<View, "nodeSort" | "edgeSort">>;

type StageAreaProps = {
  readonly topology: Topology;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  readonly controller: CanvasController;
  readonly design: DesignParts;
  readonly trace: TraceParts;
};

/** The picture, or in its place the tables with the same selection. */
export function StageArea(props: StageAreaProps) {
  const { topology, view, change, controller, design, trace } = props;
  const config = useConfigFacts(topology.index, topology.graph, view.lens === "config");
  const { graph, freshness, settings } = topology;
  const select = useCallback((selection: Selection | null) => change({ selection }), [change]);
  const sort = useCallback((sorts: SortPatch) => change(sorts), [change]);
  const look = useCallback((viewport: Viewport) => change({ viewport }), [change]);
  const keepBright = useCallback((spotlight: Spotlight | null) => change({ spotlight }), [change]);
  const pause = useCallback((paused: boolean) => change({ paused }), [change]);
  const opened = view.opened;
  const open = useCallback(
    (group: string) => change({ opened: [...new Set([...(opened ?? []), group])] }),
    [change, opened],
  );
  const staleMs = useStaleMs(freshness);
  const menuFor = useMenu(topology, design.onSplit, trace.commandsFor);
  if (view.table) {
    return (
      <div className="relative flex min-h-0 flex-1 flex-col">
        <TableTwin
          graph={graph}
          find={view.find}
          nodeSort={view.nodeSort}
          edgeSort={view.edgeSort}
          onSort={sort}
          selection={view.selection}
          onSelect={select}
          grey={isGrey(freshness)}
          unread={topology.traffic === null}
        />
        {design.slots?.panel}
      </div>
    );
  }
  return (
    <div className="relative min-h-0 min-w-0 flex-1">
      <TopologyCanvas
        graph={graph}
        ground={topology.ground}
        lens={view.lens}
        staleMs={staleMs}
        unread={topology.traffic === null}
        selection={view.selection}
        onSelect={select}
        onOpen={open}
        viewport={view.viewport}
        onViewport={look}
        spotlight={view.spotlight}
        onSpotlight={keepBright}
        paused={view.paused}
        onPaused={pause}
        findActive={view.find !== ""}
        storageKey={`${settings.clusters.join(",")} ${view.graph}`}
        scope={scopeOf(view)}
        controller={controller}
        emptyActions={<EmptyActions view={view} change={change} />}
        noMatchActions={
          <Button onClick={() => change({ find: null })}>{topologyText.clearFind}</Button>
        }
        draft={design.layer}
        path={trace.path}
        config={config}
        menuFor={menuFor}
      />
      {design.slots?.panel}
    </div>
  );
}

/** Commands for a thing of the picture: dividing the requests that it is about, and tracing one of them. */
function useMenu(
  { graph, index }: Topology,
  onSplit: DesignParts["onSplit"],
  commandsFor: TraceParts["commandsFor"],
) {
  const router = useRouter();
  return useCallback(
    (selection: Selection) => {
      const request = tracedRequest(graph, index, selection);
      return [
        ...splitSubjects(graph, index, selection).map((service) => ({
          label: splitText.actionOf(service.name),
          run: () => onSplit(service),
        })),
        ...(request === null
          ? []
          : [{ label: traceText.action, run: () => router.push(tracePath(request)) }]),
        ...commandsFor(selection),
      ];
    },
    [graph, index, onSplit, commandsFor, router],
  );
}

/** What makes it another picture. What is hidden or unfolded changes the one that is there. */
const scopeOf = ({ clusters, namespaces, graph, services }: View): string =>
  JSON.stringify([clusters, namespaces, graph, services]);

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Age of grey figures in ms, as the banner over them counts it; `null` while figures are in time, when nothing need be counted. */
function useStaleMs(freshness: Freshness): number | null {
  const now = useServerNow(isGrey(freshness) ? SECOND_MS : MINUTE_MS);
  if (!isGrey(freshness) || freshness.at === null) return null;
  return Math.max(0, now - freshness.at);
}

/** Ways to see more, where the view itself leaves everything out. */
function EmptyActions({ view, change }: Pick<StageAreaProps, "view" | "change">) {
  return (
    <>
      {view.hide === "" ? null : (
        <Button onClick={() => change({ hide: null })}>{topologyText.clearHide}</Button>
      )}
      {view.namespaces === null ? null : (
        <Button onClick={() => change({ namespaces: null })}>{topologyText.wholeScope}</Button>
      )}
      {view.idle ? null : (
        <Button onClick={() => change({ idle: true })}>{topologyText.showIdle}</Button>
      )}
    </>
  );
}
