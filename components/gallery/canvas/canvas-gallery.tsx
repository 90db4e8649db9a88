"use client";

import { useMemo, useState } from "react";
import { ShellScope } from "@/components/shell/shell-scope";
import { CanvasControls, CanvasCounts } from "@/components/topology/canvas/chrome/canvas-controls";
import { LensSwitch } from "@/components/topology/canvas/chrome/lens-switch";
import { useCanvasController } from "@/components/topology/canvas/controller";
import { TopologyCanvas } from "@/components/topology/canvas/topology-canvas";
import { largeGraph } from "@/fixtures/graphs/large-graph";
import { shopGraph } from "@/fixtures/graphs/shop-graph";
import type { Selection } from "@/lib/view/selection";
import type { Spotlight } from "@/lib/view/spotlight";
import type { Lens } from "@/lib/view/view-params";
import type { Viewport } from "@/lib/view/viewport";

export type CanvasGalleryProps = {
  /** Nodes of a generated mesh; `null` shows the mesh of the visual target. */
  readonly nodes: number | null;
  readonly near: boolean;
  readonly staleMs: number | null;
};

/** The picture with nothing around it but its own controls. For eyes, screenshots and measuring frames. */
export function CanvasGallery(props: CanvasGalleryProps) {
  return (
    <ShellScope>
      <Gallery {...props} />
    </ShellScope>
  );
}

const noCommands = () => [];

const NEAR: Viewport = { x: -200, y: -160, zoom: 0.9 };

function Gallery({ nodes, near, staleMs }: CanvasGalleryProps) {
  const graph = useMemo(() => (nodes === null ? shopGraph() : largeGraph(nodes)), [nodes]);
  const controller = useCanvasController();
  const [lens, setLens] = useState<Lens>("traffic");
  const [selection, setSelection] = useState<Selection | null>(null);
  const [viewport, setViewport] = useState<Viewport | null>(near ? NEAR : null);
  const [spotlight, setSpotlight] = useState<Spotlight | null>(null);
  const [paused, setPaused] = useState(false);
  return (
    <main className="flex h-dvh w-full flex-col">
      <div className="flex h-9 items-center gap-2 border-line border-b bg-surface px-2">
        <LensSwitch lens={lens} onLens={setLens} />
        <span className="flex-1" />
        <CanvasCounts graph={graph} />
        <CanvasControls controller={controller} paused={paused} onPaused={setPaused} />
      </div>
      <div className="min-h-0 flex-1">
        <TopologyCanvas
          graph={graph}
          lens={lens}
          staleMs={staleMs}
          unread={false}
          selection={selection}
          onSelect={setSelection}
          onOpen={() => undefined}
          viewport={viewport}
          onViewport={setViewport}
          spotlight={spotlight}
          onSpotlight={setSpotlight}
          paused={paused}
          onPaused={setPaused}
          findActive={false}
          storageKey="gallery"
          scope="gallery"
          controller={controller}
          draft={null}
          path={null}
          menuFor={noCommands}
        />
      </div>
    </main>
  );
}
