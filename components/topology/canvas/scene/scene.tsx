"use client";

import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { type SceneLoop, startLoop } from "./loop";
import type { SceneState } from "./state";

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
      started.invalidate();
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
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 z-0">
      <canvas ref={canvas} data-live="" className="block size-full" />
    </div>
  );
}
