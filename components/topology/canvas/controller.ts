"use client";

import { useState } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What can be done to a picture from outside of it. */
export type CanvasCommands = {
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Lays out anew, without pins. */
  readonly tidy: () => void;
};

export type CanvasStatus = {
  readonly zoom: number;
  /** How many nodes are pinned. */
  readonly pins: number;
  /** `null` while no picture is shown. */
  readonly commands: CanvasCommands | null;
};

/** Ties controls in a toolbar to the picture that they control. */
export type CanvasController = StoreApi<CanvasStatus>;

/** One controller for as long as the component lives: give it to `TopologyCanvas` and to its controls. */
export function useCanvasController(): CanvasController {
  const [controller] = useState(() =>
    createStore<CanvasStatus>(() => ({ zoom: 1, pins: 0, commands: null })),
  );
  return controller;
}

export const useCanvasStatus = <T>(
  controller: CanvasController,
  select: (status: CanvasStatus) => T,
): T => useStore(controller, select);
