"use client";

import { useEffect, useMemo, useRef } from "react";
import { around } from "@/lib/layout/rectangles";
import type { Rect } from "@/lib/layout/structure";
import { type DrawnPath, drawnPath } from "../../trace/leg-course";
import { legsOf } from "../../trace/legs";
import type { PathLayer } from "../../trace/trace-parts";
import type { Room } from "../view/fit-view";
import type { ViewMoves } from "../view/use-view-control";
import type { PictureModel } from "./use-picture";

/** The way of a traced request in this picture. */
export function usePath(
  { flow, picture }: PictureModel,
  layer: PathLayer | null,
): DrawnPath | null {
  const legs = useMemo(() => (layer === null ? null : legsOf(flow, layer)), [flow, layer]);
  return useMemo(
    () => (legs === null ? null : drawnPath(legs, flow, picture)),
    [legs, flow, picture],
  );
}

type Moves = Pick<ViewMoves, "fitTo" | "resting" | "show">;

/** Brings the way of a request into view, once for each way. */
export function usePathShown(
  { picture }: PictureModel,
  path: DrawnPath | null,
  { room, moves }: { readonly room: Room; readonly moves: Moves },
) {
  const cards = [...(path?.cards ?? [])];
  const latest = useRef<(() => void) | null>(null);
  useEffect(() => {
    const area = around(cards.flatMap((id) => picture.rects.get(id) ?? []));
    latest.current = area === null ? null : () => reveal(area, moves, room);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick, or a card that moves, is no reason to move the view
  useEffect(() => latest.current?.(), [cards.join("\n"), room]);
}

/** The zoom stays where all of it has room. */
function reveal(area: Rect, { fitTo, resting, show }: Moves, room: Room): void {
  const { zoom } = resting();
  const fits = area.width * zoom < room.width && area.height * zoom < room.height;
  if (fits) show(area);
  else fitTo(area);
}
