"use client";

import { Table2, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import type { ViewPatch } from "@/components/shell/use-view";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { topologyText } from "@/lib/messages/topology-page";
import type { View } from "@/lib/view/view-params";
import { CanvasControls, CanvasCounts } from "../canvas/chrome/canvas-controls";
import { LensSwitch } from "../canvas/chrome/lens-switch";
import type { CanvasController } from "../canvas/controller";
import { NodeMenu } from "./node-menu";

type ToolbarProps = {
  readonly graph: MeshGraph;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  readonly controller: CanvasController;
  /** What a mode has in place of lenses and node types. */
  readonly tools: ReactNode;
};

/** Lenses, what nodes are, counts, and the controls of the picture. */
export function Toolbar({ graph, view, change, controller, tools }: ToolbarProps) {
  const twin = view.table ? topologyText.toolbar.canvas : topologyText.toolbar.table;
  return (
    <div className="flex h-9 flex-none items-center gap-2 border-line border-b bg-surface px-2.5 [scrollbar-width:none] max-wide:overflow-x-auto">
      {tools ?? (
        <>
          <LensSwitch lens={view.lens} onLens={(lens) => change({ lens })} />
          <span aria-hidden="true" className="h-4 border-line border-l max-wide:hidden" />
          <div className="max-wide:hidden">
            <NodeMenu view={view} change={change} />
          </div>
        </>
      )}
      <span className="min-w-0 flex-1" />
      <div className="min-w-0 overflow-hidden">
        <CanvasCounts graph={graph} />
      </div>
      <span aria-hidden="true" className="h-4 border-line border-l" />
      <Tooltip text={twin} keys={["T"]}>
        <IconButton
          size="s"
          label={twin}
          pressed={view.table}
          onClick={() => change({ table: !view.table })}
        >
          <Icon of={view.table ? Waypoints : Table2} size={13} />
        </IconButton>
      </Tooltip>
      {view.table ? null : (
        <CanvasControls
          controller={controller}
          paused={view.paused}
          onPaused={(paused) => change({ paused })}
        />
      )}
    </div>
  );
}
