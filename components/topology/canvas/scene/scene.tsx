"use client";

import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { OVERLAP, type SceneLoop, startLoop } from "./loop";
import type { SceneState } from "./state";

/** The canvas reaches beyond its frame on all sides, so that a pan can move it before it has to be drawn anew. */
const OVERSIZE = {
  left: -OVERLAP,
  top: -OVERLAP,
  width: `calc(100% + ${2 * OVERLAP}px)`,
  height: `calc(100% + ${2 * OVERLAP}px)`,
};

/** The one canvas under the cards: boxes, threads, labels, and what is too far away to be an element. */
export function Scene({ scene }: { readonly scene: SceneState }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef<SceneState | null>(null);
  const loop = useRef<SceneLoop | null>(null);
  const flow = useStoreApi();

  useEffect(() => {
    if (canvas.current === null) return;
    const started = startLoop(canvas.current, {
      scene: () => latest.current,
      viewport: () => {
        const [x, y, zoom] = flow.getState().transform;
        return { x, y, zoom };
      },
    });
    loop.current = started;
    let transform = flow.getState().transform;
    const unsubscribe = flow.subscribe((state) => {
      if (state.transform === transform) return;
      transform = state.transform;
      started.move();
    });
    return () => {
      unsubscribe();
      started.stop();
      loop.current = null;
    };
  }, [flow]);

  useEffect(() => {
    latest.current = scene;
    loop.current?.invalidate();
  }, [scene]);

  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 z-0 overflow-hidden">
      <canvas ref={canvas} data-live="" className="absolute block" style={OVERSIZE} />
    </div>
  );
}
