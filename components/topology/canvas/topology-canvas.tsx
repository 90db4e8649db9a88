"use client";

import { ReactFlowProvider } from "@xyflow/react";
import { useLayoutEffect, useRef, useState } from "react";
import { formatOld } from "@/lib/format/figures";
import type { TopologyCanvasProps } from "./canvas-props";
import { CanvasEmpty } from "./chrome/canvas-states";
import { Stage } from "./stage";
import type { Room } from "./view/fit-view";

/**
 * The picture of the topology: cards and threads that can be walked with the keyboard, panned, zoomed and dragged.
 * Holds no graph state: what is selected, looked at and looked for belongs to the address; pins to the browser.
 */
export function TopologyCanvas(props: TopologyCanvasProps) {
  const { staleMs, ...rest } = props;
  const [frame, room] = useRoom();
  const empty = props.graph.nodes.length === 0;
  return (
    <div ref={frame} className="relative size-full overflow-hidden bg-canvas">
      {empty ? <CanvasEmpty graph={props.graph} actions={props.emptyActions} /> : null}
      {empty || room === null ? null : (
        <ReactFlowProvider>
          <Stage {...rest} old={staleMs === null ? null : formatOld(staleMs)} room={room} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

/** The size of an element; `null` until it is known and not empty. */
function useRoom() {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<Room | null>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 || height === 0) return;
      setRoom((old) => (old?.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, room] as const;
}
