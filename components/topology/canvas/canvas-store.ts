import { createStore, type StoreApi } from "zustand/vanilla";
import type { Selection } from "@/lib/view/selection";
import type { Focus } from "../flow/focus";
import type { Level } from "../flow/levels";
import type { CardLook } from "./looks/look";

/** What the cards in the page read, each its own part: a tick of metrics reaches only cards whose figures changed. */
export type CanvasState = {
  readonly looks: ReadonlyMap<string, CardLook>;
  readonly focus: Focus | null;
  readonly selection: Selection | null;
  readonly hovered: Selection | null;
  /** Where the keyboard is, while the canvas has the focus. */
  readonly cursor: Selection | null;
  readonly pinned: ReadonlySet<string>;
  readonly level: Level;
};

export type CanvasStore = StoreApi<CanvasState>;

export const createCanvasStore = (): CanvasStore =>
  createStore<CanvasState>(() => ({
    looks: new Map(),
    focus: null,
    selection: null,
    hovered: null,
    cursor: null,
    pinned: new Set(),
    level: "near",
  }));
