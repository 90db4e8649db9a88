"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Point } from "@/lib/layout/structure";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { Lens } from "@/lib/view/view-params";
import { moveCard } from "../../flow/move-card";
import { pictureOf } from "../../flow/picture";
import { toFlow } from "../../flow/to-flow";
import { type Looks, looksOf } from "../looks/looks";
import { useLayout, useSettling } from "./use-layout";
import { usePins } from "./use-pins";

/** A card on its way from one place to another. */
export type Moving = { readonly id: string; readonly at: Point };

type PictureOptions = {
  readonly graph: MeshGraph;
  readonly lens: Lens;
  readonly old: string | null;
  readonly unread: boolean;
  readonly storageKey: string;
  readonly scope: string;
};

/** The graph where it stands and how it looks; cards can be moved, pinned and laid out anew. */
export function usePicture(options: PictureOptions) {
  const { graph, lens, old, unread, storageKey, scope } = options;
  const flow = useMemo(() => toFlow(graph), [graph]);
  const { pins, pin, unpin, clear } = usePins(storageKey);
  const [round, setRound] = useState(0);
  const [moving, setMoving] = useState<Moving | null>(null);
  const layout = useLayout(flow, pins, { round: `${round} ${scope}`, unread });
  const shown = useSettling(layout);
  const settled = useMemo(() => pictureOf(flow, shown), [flow, shown]);
  const picture = useMemo(
    () => (moving === null ? settled : moveCard(settled, flow, moving.id, moving.at)),
    [settled, flow, moving],
  );
  const pinned = useMemo<ReadonlySet<string>>(() => new Set(pins.keys()), [pins]);
  const looks = useLooks({ flow, lens, old, unread, pinned });
  const tidy = useCallback(() => {
    clear();
    setRound((n) => n + 1);
  }, [clear]);
  const drop = useCallback(
    (at: Moving) => {
      pin(at.id, { x: Math.round(at.at.x), y: Math.round(at.at.y) });
      setMoving(null);
    },
    [pin],
  );
  return {
    flow,
    picture,
    layout,
    looks,
    unread,
    pinned,
    pin,
    unpin,
    tidy,
    moving,
    setMoving,
    drop,
  };
}

export type PictureModel = ReturnType<typeof usePicture>;

type LookOptions = Parameters<typeof looksOf>[1] & { readonly flow: Parameters<typeof looksOf>[0] };

function useLooks({ flow, lens, old, unread, pinned }: LookOptions): Looks {
  const before = useRef<Looks | null>(null);
  const looks = useMemo(
    () => looksOf(flow, { lens, old, unread, pinned }, before.current),
    [flow, lens, old, unread, pinned],
  );
  useEffect(() => {
    before.current = looks;
  }, [looks]);
  return looks;
}
