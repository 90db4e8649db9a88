"use client";

import type { CanvasController } from "../canvas/controller";
import { useCanvasStatus } from "../canvas/controller";
import type { PinControl } from "../inspector/inspector-head";
import type { Selected } from "../state/selected";

/** Pinning of the selected node; `null` where no node is selected or no picture is shown. */
export function usePin(controller: CanvasController, selected: Selected | null): PinControl | null {
  const node = selected?.type === "node" ? selected.node.id : null;
  const commands = useCanvasStatus(controller, (s) => s.commands);
  const pinned = useCanvasStatus(controller, (s) => node !== null && s.isPinned(node));
  if (node === null || commands === null) return null;
  return { pinned, onToggle: () => commands.togglePin(node) };
}
