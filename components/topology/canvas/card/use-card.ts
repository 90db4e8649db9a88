"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { CanvasState, CanvasStore } from "../canvas-store";
import type { CardLook } from "../looks/look";

export const CanvasStoreContext = createContext<CanvasStore | null>(null);

/** A part of the canvas's state; the component renders again when that part changes. */
export function useCanvas<T>(select: (state: CanvasState) => T): T {
  const store = useContext(CanvasStoreContext);
  if (store === null) throw new Error("cards need a CanvasStoreContext above");
  return useStore(store, select);
}

/** What of a card is marked: the card as a whole, one of its rows by id, or nothing. */
export type Mark = "card" | (string & {}) | null;

const markOf = (look: CardLook, id: string | undefined): Mark => {
  if (id === undefined) return null;
  if (id === look.id) return "card";
  return look.rows.some((row) => row.id === id) ? id : null;
};

const nodeId = (selection: CanvasState["selection"]): string | undefined =>
  selection?.type === "node" ? selection.id : undefined;

/** How a card stands: marked by selection, pointer or keyboard, and pinned. */
export function useCardState(look: CardLook) {
  return {
    selected: useCanvas((s) => markOf(look, nodeId(s.selection))),
    hovered: useCanvas((s) => markOf(look, nodeId(s.hovered))),
    cursor: useCanvas((s) => markOf(look, nodeId(s.cursor))),
    pinned: useCanvas((s) => s.pinned.has(look.id)),
    level: useCanvas((s) => s.level),
  };
}
