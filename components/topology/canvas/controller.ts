"use client";

import { useState } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Viewport } from "@/lib/view/viewport";

/** What can be done to a picture from outside of it. */
export type CanvasCommands = {
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Lays out anew, without pins. */
  readonly tidy: () => void;
  /** Pins the card of a node where it stands, or lets it go. */
  readonly togglePin: (node: string) => void;
  /** Where somebody else has to look to see what is seen here, when a move that is under way has ended. */
  readonly linkView: () => Viewport;
};

export type CanvasStatus = {
  readonly zoom: number;
  /** How many cards are pinned. */
  readonly pins: number;
  /** Whether the card of a node is pinned. */
  readonly isPinned: (node: string) => boolean;
  /** `null` while no picture is shown. */
  readonly commands: CanvasCommands | null;
};

/** Ties controls elsewhere on the page to the picture that they control. */
export type CanvasController = StoreApi<CanvasStatus>;

/** One controller for as long as the component lives: give it to `TopologyCanvas` and to its controls. */
export function useCanvasController(): CanvasController {
  const [controller] = useState(() =>
    createStore<CanvasStatus>(() => ({
      zoom: 1,
      pins: 0,
      isPinned: () => false,
      commands: null,
    })),
  );
  return controller;
}

export const useCanvasStatus = <T>(
  controller: CanvasController,
  select: (status: CanvasStatus) => T,
): T => useStore(controller, select);
