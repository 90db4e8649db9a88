"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { near } from "@/lib/layout/rectangles";
import type { Rect } from "@/lib/layout/structure";
import type { Viewport } from "@/lib/view/viewport";
import { FAR_BELOW } from "../../flow/levels";
import type { Picture } from "../../flow/picture";
import type { Room } from "../view/fit-view";
import { REST_MS } from "../view/rest";

/** Cards this far outside the view are elements already, so that a short pan shows no late ones. */
const MARGIN = 260;
/** More than this many elements slow a pan down: then the canvas draws plain cards. */
const MOST = 160;

type Window = { readonly area: Rect; readonly far: boolean };

const windowOf = ({ x, y, zoom }: Viewport, room: Room): Window => ({
  area: { x: -x / zoom, y: -y / zoom, width: room.width / zoom, height: room.height / zoom },
  far: zoom < FAR_BELOW,
});

const holds = (outer: Rect, inner: Rect): boolean =>
  inner.x >= outer.x - MARGIN &&
  inner.y >= outer.y - MARGIN &&
  inner.x + inner.width <= outer.x + outer.width + MARGIN &&
  inner.y + inner.height <= outer.y + outer.height + MARGIN;

type FirstLook = { readonly initial: Viewport; readonly room: Room };

const NONE: ReadonlySet<string> = new Set();

/**
 * Cards that are elements of the page: those near the view, while it is near enough and they are not too many; and the one
 * that is `dragged`, since a drag whose element is gone never ends.
 */
export function useElements(picture: Picture, dragged: string | null, first: FirstLook) {
  const { initial, room } = first;
  const [view, setView] = useState(() => windowOf(initial, room));
  const latest = useRef(view);
  const timer = useRef(0);
  const moved = useCallback((viewport: Viewport, now: Room) => {
    const next = windowOf(viewport, now);
    const { area, far } = latest.current;
    const show = () => {
      latest.current = next;
      setView(next);
    };
    window.clearTimeout(timer.current);
    if (next.far !== far) return show();
    const zoomed = next.area.width < area.width * 0.7;
    if (far || (holds(area, next.area) && !zoomed)) return;
    // To mount cards costs a pan frames: until it rests, the canvas draws those that come into view.
    timer.current = window.setTimeout(show, REST_MS);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const elements = useMemo(() => {
    const least = dragged === null ? NONE : new Set([dragged]);
    if (view.far) return least;
    const inside = [...picture.rects].filter(([, rect]) => near(rect, view.area, MARGIN));
    return inside.length > MOST ? least : new Set([...inside.map(([id]) => id), ...least]);
  }, [picture, view, dragged]);
  return { elements, moved };
}
