"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { useActiveShortcuts, useShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import type { Point } from "@/lib/layout/structure";
import { canvasText } from "@/lib/messages/topology-canvas";
import { afterStroke, NOTHING_TYPED } from "@/lib/shortcuts/type-ahead";
import type { Direction } from "../../flow/walk";
import type { PictureModel } from "../model/use-picture";
import { nameAt } from "./spoken";
import type { CursorModel } from "./use-cursor";

type CanvasKeys = {
  readonly model: PictureModel;
  readonly cursor: CursorModel;
  /** Takes the place where the keyboard is: selects it, or opens what is folded. */
  readonly take: () => void;
  readonly togglePin: (node: string) => void;
  readonly focusHops: (hops: number) => void;
  readonly focusView: () => void;
  readonly leave: () => void;
  readonly togglePause: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
};

/** Canvas units per arrow press while a card is moved. */
const NUDGE = 12;

const NUDGES: Readonly<Record<Direction, Point>> = {
  callees: { x: NUDGE, y: 0 },
  callers: { x: -NUDGE, y: 0 },
  before: { x: 0, y: -NUDGE },
  after: { x: 0, y: NUDGE },
};

/** Keys of the canvas, through the registry. While a card is moved the arrows move it. Returns the handler for type-ahead. */
export function useCanvasKeys(keys: CanvasKeys) {
  const { model, cursor } = keys;
  const mover = useMover(model, cursor);
  const arrow = (direction: Direction) => () => {
    if (!mover.nudge(NUDGES[direction])) cursor.walk(direction);
  };
  useShortcuts({
    callees: arrow("callees"),
    callers: arrow("callers"),
    "previous-sibling": arrow("before"),
    "next-sibling": arrow("after"),
    entry: cursor.entry,
    "next-edge": cursor.nextEdge,
    inspect: () => {
      if (!mover.putDown()) keys.take();
    },
    "hops-1": () => keys.focusHops(1),
    "hops-2": () => keys.focusHops(2),
    "hops-3": () => keys.focusHops(3),
    focus: keys.focusView,
    leave: () => {
      if (!mover.putBack()) keys.leave();
    },
    pause: keys.togglePause,
    "zoom-in": keys.zoomIn,
    "zoom-out": keys.zoomOut,
    fit: keys.fit,
    pin: () => {
      if (cursor.at?.type === "node") keys.togglePin(cursor.at.id);
    },
    move: mover.pickUp,
    "type-ahead": null,
  });
  return useTypeAhead(cursor.type);
}

/** Moves the card at the cursor with the arrow keys, as an alternative to dragging it. */
function useMover(model: PictureModel, cursor: CursorModel) {
  const announce = useAnnounce();
  const { flow, picture, moving, setMoving } = model;
  const [held, setHeld] = useState<string | null>(null);
  const card = cursor.at?.type === "node" ? (flow.cardOf.get(cursor.at.id) ?? null) : null;
  const name = (id: string) => nameAt(flow, id);
  return {
    pickUp() {
      const rect = picture.rects.get(card ?? "");
      if (card === null || rect === undefined) return;
      setHeld(card);
      setMoving({ id: card, at: { x: rect.x, y: rect.y } });
      announce(canvasText.said.moving(name(card)));
    },
    nudge({ x, y }: Point): boolean {
      if (held === null || moving?.id !== held) return false;
      setMoving({ id: held, at: { x: moving.at.x + x, y: moving.at.y + y } });
      return true;
    },
    putDown(): boolean {
      if (held === null || moving === null) return false;
      model.drop(moving);
      setHeld(null);
      announce(canvasText.said.moved(name(held)));
      return true;
    },
    putBack(): boolean {
      if (held === null) return false;
      setMoving(null);
      setHeld(null);
      announce(canvasText.said.putBack(name(held)));
      return true;
    },
  };
}

/** What is typed looks for a name. */
function useTypeAhead(find: (typed: string) => void) {
  const before = useRef(NOTHING_TYPED);
  const active = useActiveShortcuts();
  return (event: KeyboardEvent) => {
    const around = { place: "canvas", at: event.timeStamp, active } as const;
    const { typed, taken } = afterStroke(before.current, event, around);
    before.current = typed;
    if (!taken) return;
    event.preventDefault();
    find(typed.text);
  };
}
