"use client";

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Selection } from "@/lib/view/selection";
import type { Viewport } from "@/lib/view/viewport";
import type { Flow } from "../flow/flow";
import type { CanvasCommands, CanvasController } from "./controller";
import { nameAt } from "./keys/spoken";
import { freshLayout } from "./model/use-layout";
import type { PictureModel } from "./model/use-picture";
import type { Room } from "./view/fit-view";
import { sameLook } from "./view/same-look";
import type { ViewMoves } from "./view/use-view-control";

/** Pins the card of a node where it stands, or lets it go, and says which. */
export function usePinToggle({ flow, picture, pinned, pin, placeOf, unpin }: PictureModel) {
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
        pin(card, placeOf(card, rect));
        announce(canvasText.said.pinned(name));
      }
    },
    [flow, picture, pinned, pin, placeOf, unpin, announce],
  );
}

/** The card that a selection is about; `null` for a namespace. */
function cardOf(flow: Flow, selection: Selection | null): string | null {
  if (selection?.type === "node") return flow.cardOf.get(selection.id) ?? null;
  const thread = flow.threads.find((t) => selection?.type === "edge" && t.id === selection.id);
  return thread?.to.card ?? null;
}

type CommandParts = {
  readonly model: PictureModel;
  readonly selection: Selection | null;
  readonly room: Room;
  readonly moves: ViewMoves;
  readonly togglePin: (node: string) => void;
};

/**
 * Hands the picture to the controls around it while it is shown. The commands stay the same objects: who holds them has no
 * reason to render while cards glide.
 */
export function useCommands(controller: CanvasController, parts: CommandParts): void {
  const announce = useAnnounce();
  const latest = useRef(parts);
  useLayoutEffect(() => {
    latest.current = parts;
  });
  const commands = useMemo(
    (): CanvasCommands => ({
      fit: () => latest.current.moves.fitTo(),
      zoomIn: () => latest.current.moves.zoomIn(),
      zoomOut: () => latest.current.moves.zoomOut(),
      togglePin: (node) => latest.current.togglePin(node),
      linkView: () => linkView(latest.current),
      tidy() {
        latest.current.model.tidy();
        announce(canvasText.said.tidied);
      },
    }),
    [announce],
  );
  const { pinned, flow } = parts.model;
  useEffect(() => {
    const isPinned = (node: string) => pinned.has(flow.cardOf.get(node) ?? "");
    controller.setState({ commands, pins: pinned.size, isPinned });
  }, [controller, commands, pinned, flow]);
  useEffect(() => () => controller.setState({ commands: null }), [controller]);
}

function linkView({ model, selection, room, moves }: CommandParts): Viewport {
  const { flow, layout } = model;
  return sameLook(layout.positions, freshLayout(flow).positions, {
    view: moves.resting(),
    room,
    anchor: cardOf(flow, selection),
  });
}
