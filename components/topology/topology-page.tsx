"use client";

import { useAnnounce } from "@/components/shell/announcer";
import { WorkArea } from "@/components/shell/console-frame";
import { useShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import { Banners, Waiting } from "@/components/shell/states/mesh-states";
import { useView, type ViewPatch, type ViewState } from "@/components/shell/use-view";
import { ViewProblems } from "@/components/shell/view-problems";
import { topologyText } from "@/lib/messages/topology-page";
import { LENSES, type View } from "@/lib/view/view-params";
import { type CanvasController, useCanvasController } from "./canvas/controller";
import type { DesignParts } from "./draft/design-parts";
import { Inspector } from "./inspector/inspector";
import { StageArea } from "./page/stage-area";
import { Toolbar } from "./page/toolbar";
import { TopologyBar } from "./page/topology-bar";
import { type CopyLink, useCopyLink } from "./page/use-copy-link";
import { usePin } from "./page/use-pin";
import { SidePanel } from "./side/side-panel";
import { useRecentChanges } from "./state/use-recent-changes";
import { type Topology, useTopology } from "./state/use-topology";
import { PastBanner } from "./timebar/past-banner";
import { TimeBar } from "./timebar/time-bar";
import type { TraceParts } from "./trace/trace-parts";

/** What the page shows and what is chosen on it, for whoever puts more onto it. */
export type TopologyPlace = ViewState & {
  /** `null` until the mesh is known. */
  readonly topology: Topology | null;
};

export function useTopologyPlace(): TopologyPlace {
  const state = useView();
  return { ...state, topology: useTopology() };
}

type TopologyPageProps = {
  readonly place: TopologyPlace;
  readonly design: DesignParts;
  readonly trace: TraceParts;
};

/** The first place of the console: the live graph of the mesh, and everything known of what is selected in it. */
export function TopologyPage({ place, design, trace }: TopologyPageProps) {
  const { view, change, topology } = place;
  const controller = useCanvasController();
  const copyLink = useCopyLink(view, controller);
  usePageShortcuts(view, change);
  return (
    <>
      <TopologyBar
        topology={topology}
        view={view}
        change={change}
        copyLink={copyLink}
        moreItems={design.paletteItems}
      />
      <WorkArea title={topologyText.title}>
        <Banners />
        {design.slots?.banners}
        {trace.banner}
        <LinkProblems place={place} />
        {topology === null ? (
          <Waiting />
        ) : (
          <Work
            topology={topology}
            view={view}
            change={change}
            controller={controller}
            copyLink={copyLink}
            design={design}
            trace={trace}
          />
        )}
        {design.slots?.tray}
      </WorkArea>
    </>
  );
}

/** What of the address is not shown: parameters that mean nothing, and namespaces that no cluster has. */
function LinkProblems({ place }: { readonly place: TopologyPlace }) {
  const { view, change, problems, clean, topology } = place;
  const gone = topology?.unknownNamespaces ?? [];
  const onClean = () => {
    clean();
    if (gone.length === 0) return;
    const left = (view.namespaces ?? []).filter((name) => !gone.includes(name));
    change({ namespaces: left.length === 0 ? null : left });
  };
  const all = [
    ...problems,
    ...gone.map((namespace) => ({ code: "unknown-namespace" as const, namespace })),
  ];
  return <ViewProblems problems={all} onClean={onClean} />;
}

function usePageShortcuts(view: View, change: ViewState["change"]): void {
  const announce = useAnnounce();
  useShortcuts({
    "toggle-table": () => change((now) => ({ table: !now.table })),
    "next-lens": () => {
      const next = LENSES[(LENSES.indexOf(view.lens) + 1) % LENSES.length] ?? "traffic";
      change({ lens: next });
      announce(topologyText.announce.lens(topologyText.lens.names[next]));
    },
    "mode-observe": () => change({ mode: "observe" }),
    "mode-design": () => change({ mode: "design" }),
  });
}

type WorkProps = {
  readonly topology: Topology;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  readonly controller: CanvasController;
  readonly copyLink: CopyLink;
  readonly design: DesignParts;
  readonly trace: TraceParts;
};

function Work({ topology, view, change, controller, copyLink, design, trace }: WorkProps) {
  const pin = usePin(controller, topology.selected);
  const changes = useRecentChanges();
  const { slots } = design;
  const inspector =
    view.selection === null ? (
      trace.panel
    ) : (
      <Inspector
        topology={topology}
        view={view}
        onChange={change}
        pin={pin}
        copyLink={copyLink}
        onSplit={design.onSplit}
      />
    );
  return (
    <div className="flex min-h-0 flex-1">
      <SidePanel topology={topology} changes={changes} view={view} onChange={change} />
      <div className="relative flex min-w-0 flex-1 flex-col">
        <Toolbar
          graph={topology.graph}
          view={view}
          change={change}
          controller={controller}
          tools={slots?.tools ?? null}
        />
        <PastBanner topology={topology} at={view.at} onLive={() => change({ at: null })} />
        <StageArea
          topology={topology}
          view={view}
          change={change}
          controller={controller}
          design={design}
          trace={trace}
        />
        {slots === null ? (
          <TimeBar
            at={view.at}
            windowSeconds={topology.freshness.windowSeconds ?? topology.settings.windowSeconds}
            pastSeconds={topology.settings.pastSeconds}
            changes={changes}
            onMoment={(at) => change({ at })}
          />
        ) : null}
      </div>
      {slots?.aside?.(inspector) ?? inspector}
    </div>
  );
}
