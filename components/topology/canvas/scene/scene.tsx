"use client";

import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { liveGate } from "@/components/live/live-gate";
import { createGlide } from "../view/glide";
import { type SceneLoop, startLoop } from "./loop";
import type { SceneState } from "./state";

/** Where React Flow has the cards; it moves them by a transform of this form. */
const VIEWPORT = { within: ".react-flow", cards: ".react-flow__viewport" } as const;

/** The sheet under the cards: boxes, threads, labels, and what is too far away to be an element. */
export function Scene({ scene }: { readonly scene: SceneState }) {
  const sheet = useRef<HTMLDivElement>(null);
  const latest = useRef<SceneState | null>(null);
  const loop = useRef<SceneLoop | null>(null);
  const flow = useStoreApi();

  useEffect(() => {
    if (sheet.current === null) return;
    let release: (() => void) | null = null;
    const cards = sheet.current.closest(VIEWPORT.within)?.querySelector(VIEWPORT.cards);
    const glide = cards == null ? null : createGlide(cards);
    const pan = (pans: boolean) => {
      const { domNode, transform } = flow.getState();
      domNode?.toggleAttribute("data-pans", pans);
      if (pans) {
        release ??= liveGate.hold();
        const [x, y, zoom] = transform;
        glide?.to(`translate(${x}px, ${y}px) scale(${zoom})`);
      } else {
        glide?.end();
        release?.();
        release = null;
      }
    };
    const started = startLoop(sheet.current, {
      scene: () => latest.current,
      viewport: () => {
        const [x, y, zoom] = flow.getState().transform;
        return { x, y, zoom };
      },
      onPan: pan,
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
      pan(false);
      loop.current = null;
    };
  }, [flow]);

  useEffect(() => {
    latest.current = scene;
    loop.current?.invalidate();
  }, [scene]);

  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 z-0 overflow-hidden">
      <div ref={sheet} data-live="" className="absolute inset-0" />
    </div>
  );
}
