"use client";

import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import type { Rect } from "@/lib/layout/structure";
import { MAX_ZOOM, MIN_ZOOM, type Viewport } from "@/lib/view/viewport";
import { fitView, type Room, reveal } from "./fit-view";

const MOVE_MS = 250;
const ZOOM_STEP = 1.25;

const duration = (): number =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MS;

const rounded = ({ x, y, zoom }: Viewport): string =>
  `${Math.round(x)},${Math.round(y)},${zoom.toFixed(3)}`;

type ViewControl = {
  readonly room: Room;
  readonly bounds: Rect;
  /** Where the address says that the picture is looked at; `null` where it says nothing. */
  readonly viewport: Viewport | null;
  readonly onViewport: (next: Viewport) => void;
};

/** Moves the view, tells the address where it came to rest, and follows the address when that changes by itself. */
export function useViewControl({ room, bounds, viewport, onViewport }: ViewControl) {
  const flow = useReactFlow();
  const told = useRef(viewport === null ? "" : rounded(viewport));

  const rest = useCallback(
    (next: Viewport) => {
      const text = rounded(next);
      if (told.current === text) return;
      told.current = text;
      onViewport(next);
    },
    [onViewport],
  );
  useEffect(() => {
    if (viewport === null || rounded(viewport) === told.current) return;
    told.current = rounded(viewport);
    void flow.setViewport(viewport);
  }, [viewport, flow]);

  const go = useCallback(
    (next: Viewport) => void flow.setViewport(next, { duration: duration() }),
    [flow],
  );
  const zoomBy = useCallback(
    (factor: number) => {
      const { x, y, zoom } = flow.getViewport();
      const next = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom * factor));
      const k = next / zoom;
      const centre = { x: room.width / 2, y: room.height / 2 };
      go({ x: centre.x - (centre.x - x) * k, y: centre.y - (centre.y - y) * k, zoom: next });
    },
    [flow, go, room],
  );
  const fitTo = useCallback((to: Rect = bounds) => go(fitView(to, room)), [bounds, room, go]);
  const show = useCallback(
    (rect: Rect) => {
      const next = reveal(rect, flow.getViewport(), room);
      if (next !== null) go(next);
    },
    [flow, room, go],
  );
  const zoomIn = useCallback(() => zoomBy(ZOOM_STEP), [zoomBy]);
  const zoomOut = useCallback(() => zoomBy(1 / ZOOM_STEP), [zoomBy]);
  return { rest, fitTo, show, zoomIn, zoomOut };
}
