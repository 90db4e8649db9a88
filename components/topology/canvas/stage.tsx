"use client";

import { ReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { canvasText } from "@/lib/messages/topology-canvas";
import { MAX_ZOOM, MIN_ZOOM } from "@/lib/view/viewport";
import type { StageProps } from "./canvas-props";
import { CardNode } from "./card/card-node";
import { CanvasStoreContext } from "./card/use-card";
import { NothingMatches } from "./chrome/canvas-states";
import { Legend } from "./chrome/legend";
import { Minimap } from "./chrome/minimap";
import { StageMenu } from "./chrome/stage-menu";
import { Scene } from "./scene/scene";
import type { SceneState } from "./scene/state";
import { useStage } from "./use-stage";

/** At module level: React Flow mounts all nodes anew when this object changes. */
const NODE_TYPES = { card: CardNode };

/** The picture in a frame of known size. React Flow moves the view and the cards; one canvas draws the rest. */
export function Stage(props: StageProps) {
  const { graph, lens, room, paused } = props;
  const stage = useStage(props);
  const { model, focus, cursor, hover, view } = stage;
  const { flow, picture, looks } = model;
  const scene = useMemo<SceneState>(
    () => ({
      flow,
      picture,
      looks,
      focus,
      path: stage.path,
      selection: props.selection,
      hovered: hover.hovered,
      cursor: stage.keyboard ? cursor : null,
      elements: stage.elements,
      moving: !paused,
      lens,
    }),
    [
      flow,
      picture,
      looks,
      focus,
      stage.path,
      props.selection,
      hover.hovered,
      stage.keyboard,
      cursor,
      stage.elements,
      paused,
      lens,
    ],
  );
  return (
    <StageMenu subject={stage.menuSubject} commandsFor={props.menuFor}>
      <div
        ref={stage.frame}
        role="application"
        aria-label={canvasText.label(canvasText.counts(graph))}
        aria-roledescription={canvasText.role}
        aria-describedby={stage.instructionsId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one tab stop for the whole picture
        tabIndex={0}
        data-shortcut-place="canvas"
        {...stage.frameHandlers}
        className="absolute inset-0 after:pointer-events-none after:absolute after:inset-0 after:z-(--h-z-panel) after:hidden after:shadow-[inset_0_0_0_2px_var(--h-accent)] focus-visible:after:block"
      >
        <p id={stage.instructionsId} className="sr-only">
          {canvasText.instructions}
        </p>
        <CanvasStoreContext value={stage.store}>
          <ReactFlow
            nodes={stage.nodes}
            edges={NO_EDGES}
            nodeTypes={NODE_TYPES}
            defaultViewport={stage.initial}
            minZoom={MIN_ZOOM}
            maxZoom={MAX_ZOOM}
            {...STATIC}
            {...stage.flowHandlers}
          >
            <Scene scene={scene} />
          </ReactFlow>
        </CanvasStoreContext>
        {stage.nothingFound ? (
          <NothingMatches graph={graph} actions={props.noMatchActions} />
        ) : null}
        {props.draft?.focus == null ? <Legend lens={lens} /> : null}
        {props.draft?.focus == null || room.width >= BESIDE_PANEL ? (
          <Minimap picture={picture} looks={looks} room={room} onLook={view.look} />
        ) : null}
      </div>
    </StageMenu>
  );
}

/** Width from which the panel of a service that is edited leaves the overview free, in px. In less room the overview yields. */
const BESIDE_PANEL = 690;

const NO_EDGES: never[] = [];

/** React Flow's own keys, focus and selection stay off: the canvas has one tab stop and its own walk. */
const STATIC = {
  nodesFocusable: false,
  edgesFocusable: false,
  nodesConnectable: false,
  elementsSelectable: false,
  selectNodesOnDrag: false,
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
  zoomActivationKeyCode: null,
  zoomOnDoubleClick: false,
  nodeDragThreshold: 3,
  // Its link would be a second stop within the picture: the credit stands in the sheet of shortcuts.
  proOptions: { hideAttribution: true },
} as const;
