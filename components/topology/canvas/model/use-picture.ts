"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Point } from "@/lib/layout/structure";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { Lens } from "@/lib/view/view-params";
import type { ConfigFacts } from "../../config/config-facts";
import type { DraftLayer } from "../../draft/draft-layer";
import { withDrafts } from "../../flow/drafted-picture";
import { makeRoom } from "../../flow/make-room";
import { moveCard } from "../../flow/move-card";
import { pictureOf } from "../../flow/picture";
import { toFlow } from "../../flow/to-flow";
import { reachedBy } from "../../trace/legs";
import type { PathLayer } from "../../trace/trace-parts";
import { draftLooks } from "../looks/draft-look";
import { type Looks, looksOf } from "../looks/looks";
import { useLayout, useSettling } from "./use-layout";
import { usePins } from "./use-pins";

/** A card on its way from one place to another. */
export type Moving = { readonly id: string; readonly at: Point };

type PictureOptions = {
  readonly graph: MeshGraph;
  readonly ground?: () => MeshGraph | null;
  readonly lens: Lens;
  readonly old: string | null;
  readonly unread: boolean;
  readonly storageKey: string;
  readonly scope: string;
  readonly draft: DraftLayer | null;
  /** The way of a traced request; `null` while none is traced. */
  readonly path: PathLayer | null;
  readonly config?: ConfigFacts | null;
};

/** The graph where it stands and how it looks; cards can be moved, pinned and laid out anew. */
export function usePicture(options: PictureOptions) {
  const { graph, lens, old, unread, storageKey, scope, draft, path, config = null } = options;
  const edited = useSameSet(draft?.edited ?? NONE);
  const reached = useSameSet(useMemo(() => (path === null ? NONE : reachedBy(path)), [path]));
  const flow = useMemo(() => toFlow(graph, edited, reached), [graph, edited, reached]);
  const drafts = useMemo(() => draftLooks(flow, draft), [flow, draft]);
  const { pins, pin, unpin, clear } = usePins(storageKey);
  const [round, setRound] = useState(0);
  const [moving, setMoving] = useState<Moving | null>(null);
  // Laid out by hand, it is laid out as it is: without room for what is hidden.
  const ground = round === 0 ? options.ground : undefined;
  const laidOut = useLayout(flow, pins, { round: `${round} ${scope}`, unread, ground });
  const { layout, shifts } = useMemo(() => makeRoom(flow, laidOut), [flow, laidOut]);
  const shown = useSettling(layout);
  const settled = useMemo(() => pictureOf(flow, shown), [flow, shown]);
  const moved = useMemo(
    () => (moving === null ? settled : moveCard(settled, flow, moving.id, moving.at)),
    [settled, flow, moving],
  );
  const picture = useMemo(() => withDrafts(moved, flow, drafts.shares), [moved, flow, drafts]);
  const pinned = useMemo<ReadonlySet<string>>(() => new Set(pins.keys()), [pins]);
  const looks = useLooks({ flow, lens, old, unread, pinned, drafts, config });
  const tidy = useCallback(() => {
    clear();
    setRound((n) => n + 1);
  }, [clear]);
  // Where a card is in the layout, which knows nothing of the room that a draft takes.
  const placeOf = useCallback(
    (id: string, shown: Point): Point => {
      const lead = flow.cards.find((card) => card.id === id)?.lead ?? 0;
      const { x, y } = shifts.get(id) ?? { x: 0, y: 0 };
      return { x: Math.round(shown.x - lead - x), y: Math.round(shown.y - y) };
    },
    [flow, shifts],
  );
  const drop = useCallback(
    ({ at, id }: Moving) => {
      pin(id, placeOf(id, at));
      setMoving(null);
    },
    [pin, placeOf],
  );
  return {
    flow,
    picture,
    layout,
    looks,
    unread,
    drafts,
    pinned,
    placeOf,
    pin,
    unpin,
    tidy,
    moving,
    setMoving,
    drop,
  };
}

const NONE: ReadonlySet<string> = new Set();

/** The same set until other things are in it: each step of a drag brings a new one. */
function useSameSet(next: ReadonlySet<string>): ReadonlySet<string> {
  const [kept, keep] = useState(next);
  const same = kept.size === next.size && [...next].every((item) => kept.has(item));
  if (!same) keep(next);
  return same ? kept : next;
}

export type PictureModel = ReturnType<typeof usePicture>;

type LookOptions = Parameters<typeof looksOf>[1] & { readonly flow: Parameters<typeof looksOf>[0] };

function useLooks(options: LookOptions): Looks {
  const { flow, lens, old, unread, pinned, drafts, config = null } = options;
  const before = useRef<Looks | null>(null);
  const looks = useMemo(
    () => looksOf(flow, { lens, old, unread, pinned, drafts, config }, before.current),
    [flow, lens, old, unread, pinned, drafts, config],
  );
  useEffect(() => {
    before.current = looks;
  }, [looks]);
  return looks;
}
