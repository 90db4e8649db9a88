"use client";

import { useCallback, useEffect, useMemo } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { CanvasController } from "./controller";
import { nameAt } from "./keys/spoken";
import type { PictureModel } from "./model/use-picture";
import type { ViewMoves } from "./view/use-view-control";

/** Pins the card of a node where it stands, or lets it go, and says which. */
export function usePinToggle({ flow, picture, pinned, pin, unpin }: PictureModel) {
  const announce = useAnnounce();
  return useCallback(
    (node: string) => {
      const card = flow.cardOf.get(node) ?? "";
      const rect = picture.rects.get(card);
      if (rect === undefined) return;
      const name = nameAt(flow, card);
      if (pinned.has(card)) {
        unpin(card);
        announce(canvasText.said.unpinned(name));
      } else {
        pin(card, { x: rect.x, y: rect.y });
        announce(canvasText.said.pinned(name));
      }
    },
    [flow, picture, pinned, pin, unpin, announce],
  );
}

type CommandParts = {
  readonly model: PictureModel;
  readonly moves: ViewMoves;
  readonly togglePin: (node: string) => void;
};

/** Hands the picture to the controls around it while it is shown. */
export function useCommands(
  controller: CanvasController,
  { model, moves, togglePin }: CommandParts,
): void {
  const announce = useAnnounce();
  const { tidy, pinned, flow } = model;
  const commands = useMemo(
    () => ({
      fit: () => moves.fitTo(),
      zoomIn: moves.zoomIn,
      zoomOut: moves.zoomOut,
      resting: moves.resting,
      togglePin,
      tidy() {
        tidy();
        announce(canvasText.said.tidied);
      },
    }),
    [moves, tidy, togglePin, announce],
  );
  useEffect(() => {
    const isPinned = (node: string) => pinned.has(flow.cardOf.get(node) ?? "");
    controller.setState({ commands, pins: pinned.size, isPinned });
  }, [controller, commands, pinned, flow]);
  useEffect(() => () => controller.setState({ commands: null }), [controller]);
}
