"use client";

import { useCallback, useEffect, useState } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import type { Rect } from "@/lib/layout/structure";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Selection } from "@/lib/view/selection";
import { type Cursor, type Direction, entryOf, nextEdge, step, typeAhead } from "../../flow/walk";
import type { PictureModel } from "../model/use-picture";
import { spokenAt } from "./spoken";

type CursorOptions = {
  readonly model: PictureModel;
  readonly selection: Selection | null;
  /** Brings a place into view. */
  readonly show: (rect: Rect) => void;
};

/** Where the keyboard is in the picture. It goes with what is selected, and walks from there. */
export function useCursor({ model, selection, show }: CursorOptions) {
  const { drafts, flow, picture, pinned, unread } = model;
  const announce = useAnnounce();
  const [at, setAt] = useState<Cursor | null>(null);
  const chosen = selection === null ? null : `${selection.type}:${selection.id}`;

  useEffect(() => {
    const id = chosen?.slice(chosen.indexOf(":") + 1) ?? "";
    if (chosen?.startsWith("node:")) setAt({ type: "node", id });
    if (chosen?.startsWith("edge:")) setAt({ type: "edge", id, from: id.split(" ")[0] ?? "" });
  }, [chosen]);

  const known = at !== null && exists(model, at) ? at : null;
  const goTo = useCallback(
    (next: Cursor | null) => {
      if (next === null) {
        announce(canvasText.said.nothingThere);
        return;
      }
      setAt(next);
      announce(spokenAt(flow, next, { drafts, pinned, unread }));
      const thread = flow.threads.find((t) => next.type === "edge" && t.id === next.id);
      const card = thread === undefined ? flow.cardOf.get(next.id) : thread.to.card;
      const rect = picture.rects.get(card ?? "");
      if (rect !== undefined) show(rect);
    },
    [announce, drafts, flow, picture, pinned, unread, show],
  );
  const ground = { flow, picture };
  const start = known ?? entryOf(ground);
  return {
    at: known,
    goTo,
    start,
    walk: (direction: Direction) => goTo(known === null ? start : step(ground, known, direction)),
    nextEdge: () => goTo(start === null ? null : nextEdge(ground, start)),
    entry: () => goTo(entryOf(ground)),
    type(typed: string) {
      const found = typeAhead(ground, typed, known);
      if (found === null) announce(canvasText.said.noName(typed));
      else goTo(found);
    },
  };
}

export type CursorModel = ReturnType<typeof useCursor>;

function exists({ flow }: PictureModel, at: Cursor): boolean {
  return at.type === "node" ? flow.cardOf.has(at.id) : flow.threads.some((t) => t.id === at.id);
}
