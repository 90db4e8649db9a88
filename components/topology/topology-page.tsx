"use client";

import { useAnnounce } from "@/components/shell/announcer";
import { WorkArea } from "@/components/shell/console-frame";
import { useShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import { useView, type ViewPatch, type ViewState } from "@/components/shell/use-view";
import { ViewProblems } from "@/components/shell/view-problems";
import { topologyText } from "@/lib/messages/topology-page";
import { LENSES, type View } from "@/lib/view/view-params";
import { type CanvasController, useCanvasController } from "./canvas/controller";
import { Inspector } from "./inspector/inspector";
import { Banners, Waiting } from "./page/page-states";
import { StageArea } from "./page/stage-area";
import { Toolbar } from "./page/toolbar";
import { TopologyBar } from "./page/topology-bar";
import { type CopyLink, useCopyLink } from "./page/use-copy-link";
import { usePin } from "./page/use-pin";
import { SidePanel } from "./side/side-panel";
import { type Topology, useTopology } from "./state/use-topology";
import { PastBanner } from "./timebar/past-banner";
import { TimeBar } from "./timebar/time-bar";

/** The first place of the console: the live graph of the mesh, and everything known of what is selected in it. */
export function TopologyPage() {
  const { view, change, problems, clean } = useView();
  const topology = useTopology();
  const controller = useCanvasController();
  const copyLink = useCopyLink(view, controller);
  usePageShortcuts(view, change);
  return (
    <>
      <TopologyBar topology={topology} view={view} change={change} copyLink={copyLink} />
      <WorkArea title={topologyText.title}>
        <Banners />
        <ViewProblems problems={problems} onClean={clean} />
        {topology === null ? (
          <Waiting />
        ) : (
          <Work
            topology={topology}
            view={view}
            change={change}
            controller={controller}
            copyLink={copyLink}
          />
        )}
      </WorkArea>
    </>
  );
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
  });
}

type WorkProps = {
  readonly topology: Topology;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  readonly controller: CanvasController;
  readonly copyLink: CopyLink;
};

function Work({ topology, view, change, controller, copyLink }: WorkProps) {
  const pin = usePin(controller, topology.selected);
  return (
    <div className="flex min-h-0 flex-1">
      <SidePanel topology={topology} view={view} onChange={change} />
      <div className="flex min-w-0 flex-1 flex-col">
        <Toolbar graph={topology.graph} view={view} change={change} controller={controller} />
        <PastBanner topology={topology} at={view.at} onLive={() => change({ at: null })} />
        <StageArea topology={topology} view={view} change={change} controller={controller} />
        <TimeBar
          at={view.at}
          windowSeconds={topology.freshness.windowSeconds ?? topology.settings.windowSeconds}
          pastSeconds={topology.settings.pastSeconds}
          onMoment={(at) => change({ at })}
        />
      </div>
      {view.selection === null ? null : (
        <Inspector
          topology={topology}
          view={view}
          onChange={change}
          pin={pin}
          copyLink={copyLink}
        />
      )}
    </div>
  );
}
