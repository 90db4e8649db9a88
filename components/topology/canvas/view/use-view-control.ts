"use client";

import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef } from "react";
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

/**
 * Moves the view and follows the address when that changes by itself. A move tells the address where it leads as it
 * begins, so that a link that is copied on the way shows the view as it will rest.
 */
export function useViewControl({ room, bounds, viewport, onViewport }: ViewControl) {
  const flow = useReactFlow();
  const told = useRef(viewport === null ? "" : rounded(viewport));
  /** Where a running move leads; `null` while there is none, or the pointer leads. */
  const target = useRef<Viewport | null>(null);

  const tell = useCallback(
    (next: Viewport) => {
      const text = rounded(next);
      if (told.current === text) return;
      told.current = text;
      onViewport(next);
    },
    [onViewport],
  );
  const rest = useCallback(
    (next: Viewport) => {
      // A move that another one took over ends on its way: that is no place of rest.
      if (target.current !== null && rounded(target.current) !== rounded(next)) return;
      target.current = null;
      tell(next);
    },
    [tell],
  );
  const grab = useCallback(() => {
    target.current = null;
  }, []);
  const resting = useCallback((): Viewport => target.current ?? flow.getViewport(), [flow]);
  const look = useCallback(
    (next: Viewport) => {
      target.current = next;
      void flow.setViewport(next);
    },
    [flow],
  );
  useEffect(() => {
    if (viewport === null || rounded(viewport) === told.current) return;
    told.current = rounded(viewport);
    look(viewport);
  }, [viewport, look]);

  const go = useCallback(
    (next: Viewport) => {
      target.current = next;
      tell(next);
      void flow.setViewport(next, { duration: duration() });
    },
    [flow, tell],
  );
  const zoomBy = useCallback(
    (factor: number) => {
      const { x, y, zoom } = resting();
      const next = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom * factor));
      const k = next / zoom;
      const centre = { x: room.width / 2, y: room.height / 2 };
      go({ x: centre.x - (centre.x - x) * k, y: centre.y - (centre.y - y) * k, zoom: next });
    },
    [resting, go, room],
  );
  const fitTo = useCallback((to: Rect = bounds) => go(fitView(to, room)), [bounds, room, go]);
  const show = useCallback(
    (rect: Rect) => {
      const next = reveal(rect, resting(), room);
      if (next !== null) go(next);
    },
    [resting, room, go],
  );
  const zoomIn = useCallback(() => zoomBy(ZOOM_STEP), [zoomBy]);
  const zoomOut = useCallback(() => zoomBy(1 / ZOOM_STEP), [zoomBy]);
  return useMemo(
    () => ({ rest, grab, resting, look, go, fitTo, show, zoomIn, zoomOut }),
    [rest, grab, resting, look, go, fitTo, show, zoomIn, zoomOut],
  );
}

export type ViewMoves = ReturnType<typeof useViewControl>;
