"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { type GraphLayout, layoutGraph } from "@/lib/layout/layout-graph";
import { type Point, structureKey } from "@/lib/layout/structure";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { Flow } from "../../flow/flow";
import { structureOf } from "../../flow/structure-of";
import { toFlow } from "../../flow/to-flow";
import type { Pins } from "./pins";

/** Width ÷ height that a picture is given: that of a canvas between the side panels of a common screen. */
const ASPECT = 1.3;

type LayoutRound = {
  readonly round: string;
  readonly unread: boolean;
  readonly ground: (() => MeshGraph | null) | undefined;
};

/** Places to begin with: those before anything was hidden; `null` where nothing was. */
export function groundPlaces(
  ground: LayoutRound["ground"],
  pins: Pins,
): ReadonlyMap<string, Point> | null {
  const whole = ground?.() ?? null;
  if (whole === null) return null;
  const structure = structureOf(toFlow(whole));
  return layoutGraph(structure, { previous: null, pinned: pins, aspect: ASPECT }).positions;
}

/**
 * Places for the cards of a picture. Laid out when the structure or the pins change, never on a tick of metrics, and
 * from what was before; another `round` asks for a fresh layout, on the `ground` if there is one. A layout that was made while
 * calls were `unread` is no start for the one with them.
 */
export function useLayout(
  flow: Flow,
  pins: Pins,
  { round, unread, ground }: LayoutRound,
): GraphLayout {
  const structure = useMemo(() => structureOf(flow), [flow]);
  const key = useMemo(() => structureKey(structure), [structure]);
  const [made, setMade] = useState(() => ({
    key,
    pins,
    round,
    unread,
    layout: layoutGraph(structure, {
      previous: groundPlaces(ground, pins),
      pinned: pins,
      aspect: ASPECT,
    }),
  }));
  if (made.key === key && made.pins === pins && made.round === round) return made.layout;
  const isFresh = made.round !== round || (made.unread && !unread);
  const previous = isFresh ? groundPlaces(ground, pins) : made.layout.positions;
  const layout = layoutGraph(structure, { previous, pinned: pins, aspect: ASPECT });
  setMade({ key, pins, round, unread, layout });
  return layout;
}

/** Places as they are for somebody who has neither the pins nor the past of this picture. */
export const freshLayout = (flow: Flow): GraphLayout =>
  layoutGraph(structureOf(flow), { previous: null, pinned: new Map(), aspect: ASPECT });

const SETTLE_MS = 250;

const eased = (t: number): number => 1 - (1 - t) ** 3;

/** A layout on its way: cards that moved glide to their new places. At once where motion is not wanted. */
export function useSettling(layout: GraphLayout): GraphLayout {
  const [shown, setShown] = useState(layout);
  const current = useRef(layout.positions);
  useEffect(() => {
    const from = current.current;
    const moves = [...layout.positions].filter(([id, to]) => differs(from.get(id), to));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0;
    const show = (positions: ReadonlyMap<string, Point>) => {
      current.current = positions;
      setShown({ ...layout, positions });
    };
    if (moves.length === 0 || still) {
      show(layout.positions);
      return;
    }
    const start = performance.now();
    const glide = (now: number) => {
      const t = Math.min(1, (now - start) / SETTLE_MS);
      show(t >= 1 ? layout.positions : between(from, layout.positions, eased(t)));
      if (t < 1) frame = requestAnimationFrame(glide);
    };
    frame = requestAnimationFrame(glide);
    return () => cancelAnimationFrame(frame);
  }, [layout]);
  // A card that is new since the effect ran has a place at once, so that it is never missing from the picture.
  return useMemo(
    () => (shown.positions.size === layout.positions.size ? shown : withAll(shown, layout)),
    [shown, layout],
  );
}

const differs = (from: Point | undefined, to: Point): boolean =>
  from !== undefined && (from.x !== to.x || from.y !== to.y);

function between(
  from: ReadonlyMap<string, Point>,
  to: ReadonlyMap<string, Point>,
  t: number,
): ReadonlyMap<string, Point> {
  return new Map(
    [...to].map(([id, end]) => {
      const start = from.get(id) ?? end;
      return [id, { x: start.x + (end.x - start.x) * t, y: start.y + (end.y - start.y) * t }];
    }),
  );
}

function withAll(shown: GraphLayout, layout: GraphLayout): GraphLayout {
  const positions = new Map(
    [...layout.positions].map(([id, to]) => [id, shown.positions.get(id) ?? to]),
  );
  return { ...layout, positions };
}
