"use client";

import { Maximize, Minus, Pause, PinOff, Play, Plus, WandSparkles } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { canvasText } from "@/lib/messages/topology-canvas";
import { type CanvasController, useCanvasStatus } from "../controller";

const text = canvasText.controls;

type CanvasControlsProps = {
  readonly controller: CanvasController;
  readonly paused: boolean;
  readonly onPaused: (paused: boolean) => void;
};

/** Buttons for the toolbar: pause, tidy, fit, zoom. */
export function CanvasControls({ controller, paused, onPaused }: CanvasControlsProps) {
  const zoom = useCanvasStatus(controller, (s) => s.zoom);
  const pins = useCanvasStatus(controller, (s) => s.pins);
  const commands = useCanvasStatus(controller, (s) => s.commands);
  const pause = paused ? text.play : text.pause;
  const tidy = pins > 0 ? text.unpinAll(pins) : text.tidy;
  return (
    <div className="flex items-center gap-1">
      <Tooltip text={pause} keys={["Space"]}>
        <IconButton size="s" label={pause} pressed={paused} onClick={() => onPaused(!paused)}>
          <Icon of={paused ? Play : Pause} size={13} />
        </IconButton>
      </Tooltip>
      <Tooltip text={tidy}>
        <IconButton size="s" label={tidy} onClick={() => commands?.tidy()}>
          <Icon of={pins > 0 ? PinOff : WandSparkles} size={13} />
        </IconButton>
      </Tooltip>
      <Tooltip text={text.fit} keys={["0"]}>
        <IconButton size="s" label={text.fit} onClick={() => commands?.fit()}>
          <Icon of={Maximize} size={13} />
        </IconButton>
      </Tooltip>
      <Tooltip text={text.zoomOut} keys={["-"]}>
        <IconButton size="s" label={text.zoomOut} onClick={() => commands?.zoomOut()}>
          <Icon of={Minus} size={13} />
        </IconButton>
      </Tooltip>
      <output className="w-10 text-center text-ink-2">{text.zoom(zoom)}</output>
      <Tooltip text={text.zoomIn} keys={["+"]}>
        <IconButton size="s" label={text.zoomIn} onClick={() => commands?.zoomIn()}>
          <Icon of={Plus} size={13} />
        </IconButton>
      </Tooltip>
    </div>
  );
}

/** `22 nodes, 24 edges`, and what the view leaves out, so that nothing disappears in silence. */
export function CanvasCounts({ graph }: { readonly graph: MeshGraph }) {
  const leftOut = canvasText.leftOut(graph);
  const all = [canvasText.counts(graph), leftOut].filter((part) => part !== "").join(", ");
  return (
    <p className="m-0 truncate text-ink-2" title={all}>
      {canvasText.counts(graph)}
      {leftOut === "" ? null : <span className="ml-1.5 text-ink-3">{leftOut}</span>}
    </p>
  );
}
