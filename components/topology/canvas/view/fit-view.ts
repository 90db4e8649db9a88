import type { Rect } from "@/lib/layout/structure";
import { MAX_ZOOM, MIN_ZOOM, type Viewport } from "@/lib/view/viewport";
import { NEAR_FROM } from "../../flow/levels";

export type Room = { readonly width: number; readonly height: number };

/** Free room around a picture that is fitted, in px. */
const MARGIN = 12;
/** Nothing is enlarged to fit. */
const LARGEST = 1;

const clamp = (zoom: number): number => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));

function zoomToFit(bounds: Rect, room: Room, foot: number): number {
  const width = Math.max(1, room.width - 2 * MARGIN);
  const height = Math.max(1, room.height - 2 * MARGIN - foot);
  return clamp(
    Math.min(LARGEST, width / Math.max(1, bounds.width), height / Math.max(1, bounds.height)),
  );
}

/** Free height above a picture, as part of all that is free: the lower corners hold the legend and the overview. */
const ABOVE = 0.3;
/** Height of what lies in the lower corners, in px: the legend with its distance from the edge. */
const FOOT = 80;
/** In a lower room it would take more than a sixth. */
const FOOT_FROM = 480;

/** As large as fits above the corners, but no smaller for their sake than cards can be read. */
function fitZoom(bounds: Rect, room: Room): number {
  const whole = zoomToFit(bounds, room, 0);
  if (room.height < FOOT_FROM) return whole;
  const above = zoomToFit(bounds, room, FOOT);
  return whole < NEAR_FROM ? above : Math.max(above, NEAR_FROM);
}

/** Where a picture of a height begins: in the upper part of the room, and clear of the lower corners where it can be. */
function topOf(height: number, room: Room): number {
  const free = room.height - height;
  return Math.min(free * ABOVE, Math.max(Math.min(MARGIN, free / 2), free - FOOT));
}

/** Shows all of the bounds: as large as fits, in the middle of the width. */
export function fitView(bounds: Rect, room: Room): Viewport {
  const zoom = fitZoom(bounds, room);
  return {
    x: (room.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: topOf(bounds.height * zoom, room) - bounds.y * zoom,
    zoom,
  };
}

/** A picture that is at most this much too large is shown in part rather than too small to read. */
const READABLE = 0.4;

/**
 * The first look at a picture: all of it where its cards can be read then. One that is somewhat too large keeps the zoom
 * and begins at its left upper corner, where traffic enters; a large one is seen from afar.
 */
export function firstView(bounds: Rect, room: Room): Viewport {
  const fit = fitView(bounds, room);
  if (fit.zoom >= NEAR_FROM || fit.zoom < READABLE) return fit;
  const zoom = NEAR_FROM;
  const across = bounds.width * zoom + 2 * MARGIN <= room.width;
  const down = bounds.height * zoom + 2 * MARGIN <= room.height;
  return {
    x: across ? (room.width - bounds.width * zoom) / 2 - bounds.x * zoom : MARGIN - bounds.x * zoom,
    y: (down ? topOf(bounds.height * zoom, room) : MARGIN) - bounds.y * zoom,
    zoom,
  };
}

/** The least move that brings a rectangle into view with some room around; `null` when it is there already. */
export function reveal(rect: Rect, view: Viewport, room: Room): Viewport | null {
  const edge = 36;
  const shift = (from: number, to: number, length: number) => {
    if (from < edge || to - from > length - 2 * edge) return edge - from;
    return to > length - edge ? length - edge - to : 0;
  };
  const left = rect.x * view.zoom + view.x;
  const top = rect.y * view.zoom + view.y;
  const dx = shift(left, left + rect.width * view.zoom, room.width);
  const dy = shift(top, top + rect.height * view.zoom, room.height);
  return dx === 0 && dy === 0 ? null : { x: view.x + dx, y: view.y + dy, zoom: view.zoom };
}
