"use client";

import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Rect } from "@/lib/layout/structure";
import { refKey } from "@/lib/mesh/model/resource";
import type { PictureModel } from "../model/use-picture";
import type { Room } from "./fit-view";

/** Height of the panel in which a service is edited, with what is around it, in px: the card is shown above it. */
const PANEL = 230;

/** Brings the card of an edited service into view when its panel opens, where the panel does not cover it. */
export function useEditedShown(
  { flow, picture }: PictureModel,
  service: string | null,
  { room, show }: { readonly room: Room; readonly show: (rect: Rect) => void },
) {
  const { getZoom } = useReactFlow();
  const card =
    service === null
      ? undefined
      : flow.cards.find((c) => c.node.refs.some((ref) => refKey(ref) === service));
  const rect = picture.rects.get(card?.id ?? "");
  const latest = useRef<(() => void) | null>(null);
  useEffect(() => {
    latest.current = null;
    if (rect === undefined || card === undefined) return;
    const below = Math.min(PANEL, room.height / 2) / getZoom();
    const around = { x: rect.x - card.lead, width: rect.width + card.lead };
    latest.current = () => show({ ...rect, ...around, height: rect.height + below });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step of a drag, or a tick, is no reason to move the view
  useEffect(() => latest.current?.(), [service, card?.id, room]);
}
