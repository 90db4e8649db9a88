"use client";

import { useCallback } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { topologyText } from "@/lib/messages/topology-page";
import { viewLink } from "@/lib/view/view-link";
import type { View } from "@/lib/view/view-params";
import type { CanvasController } from "../canvas/controller";

/** Copies the link to a view, says how that went, and answers it in the same words. */
export type CopyLink = () => Promise<string>;

const text = topologyText.announce;

/** The link shows the view as it will rest, not as it passes by while the picture moves. */
export function useCopyLink(view: View, controller: CanvasController): CopyLink {
  const announce = useAnnounce();
  return useCallback(async () => {
    const viewport = controller.getState().commands?.linkView() ?? view.viewport;
    const link = viewLink(window.location, { ...view, viewport });
    const outcome = await navigator.clipboard?.writeText(link).then(
      () => text.copied,
      () => text.notCopied,
    );
    const words = outcome ?? text.notCopied;
    announce(words);
    return words;
  }, [view, controller, announce]);
}
