"use client";

import { type OnMove, useReactFlow } from "@xyflow/react";
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { around } from "@/lib/layout/rectangles";
import type { Rect } from "@/lib/layout/structure";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Selection } from "@/lib/view/selection";
import { printViewport, type Viewport } from "@/lib/view/viewport";
import type { Flow } from "../flow/flow";
import { type Focus, focusOn } from "../flow/focus";
import { levelAt } from "../flow/levels";
import type { DrawnPath } from "../trace/leg-course";
import type { StageProps } from "./canvas-props";
import { createCanvasStore } from "./canvas-store";
import type { CardNodeType } from "./card/card-node";
import { nameAt } from "./keys/spoken";
import { useCanvasKeys } from "./keys/use-canvas-keys";
import { useCursor } from "./keys/use-cursor";
import { useElements } from "./model/use-elements";
import { useNodes } from "./model/use-nodes";
import { usePath, usePathShown } from "./model/use-path";
import { usePicture } from "./model/use-picture";
import { useCommands, usePinToggle } from "./use-commands";
import { useHover } from "./use-hover";
import { usePointer } from "./use-pointer";
import { firstView, type Room } from "./view/fit-view";
import { useEditedShown } from "./view/use-edited-shown";
import { useViewControl } from "./view/use-view-control";

/** Everything that the stage shows and does, without how it is laid out on the page. */
export function useStage(props: StageProps) {
  const { selection, room, findActive, onSelect, onOpen, controller } = props;
  const frame = useRef<HTMLDivElement>(null);
  const model = usePicture(props);
  const { flow, picture } = model;
  const [initial] = useState<Viewport>(() => props.viewport ?? firstView(picture.bounds, room));
  const control = useViewControl({ ...props, bounds: picture.bounds });
  const { elements, moved } = useElements(picture, model.moving?.id ?? null, {
    initial,
    room,
  });
  useAnotherPicture(props, () => control.go(firstView(model.layout.bounds, room)));
  useRevealed(model, selection, { room, show: control.show });
  useEditedShown(model, props.draft?.focus ?? null, { room, show: control.show });
  const hover = useHover();
  const cursor = useCursor({ model, selection, show: control.show });
  const spotlight = useSpotlight(props, model, cursor.at, control.fitTo);
  const [keyboard, setKeyboard] = useState(false);
  const asked = spotlight.on ?? hover.hovered ?? selection;
  const path = usePath(model, props.path);
  usePathShown(model, path, { room, moves: control });
  const focus = useFocus(flow, asked, { hops: spotlight.hops, findActive, path });
  const pointer = usePointer({ model, elements, hover: hover.hover, onSelect, onOpen });
  const nodes = useNodes(model, elements);
  const togglePin = usePinToggle(model);
  const store = useSharedState({
    model,
    focus,
    selection,
    hovered: hover.hovered,
    cursor: keyboard ? cursor.at : null,
    initial,
  });

  const typed = useCanvasKeys({
    model,
    cursor,
    take() {
      if (cursor.at === null) cursor.goTo(cursor.start);
      else pointer.take({ type: cursor.at.type, id: cursor.at.id });
    },
    togglePin,
    focusHops: spotlight.put,
    focusView: () => spotlight.put(1, true),
    leave() {
      if (!spotlight.leave()) onSelect(null);
    },
    togglePause: usePauseToggle(props),
    zoomIn: control.zoomIn,
    zoomOut: control.zoomOut,
    fit: () => control.fitTo(),
  });
  const onMove = useCallback<OnMove>(
    (_, viewport) => {
      moved(viewport, room);
      scaleTexts(frame.current, viewport.zoom);
      const level = levelAt(viewport.zoom);
      if (store.getState().level !== level) store.setState({ level });
      if (controller.getState().zoom !== viewport.zoom)
        controller.setState({ zoom: viewport.zoom });
    },
    [moved, room, store, controller],
  );
  const { getViewport } = useReactFlow();
  // At first, and again where the room for the picture is another: the view is where it was all the same.
  useEffect(() => {
    const now = getViewport();
    onMove(null, now);
    control.rest(now);
  }, [onMove, getViewport, control.rest]);
  useCommands(controller, { model, selection, room, moves: control, togglePin });

  return {
    frame,
    model,
    focus,
    path,
    cursor: cursor.at,
    hover,
    keyboard,
    elements,
    nodes,
    store,
    initial,
    instructionsId: useId(),
    nothingFound: findActive && !flow.cards.some((c) => c.found),
    view: { look: control.look },
    /** What a menu is asked for: where the keyboard is, or what the pointer is on. */
    menuSubject: (event: MouseEvent): Selection | null =>
      keyboard && cursor.at !== null
        ? { type: cursor.at.type, id: cursor.at.id }
        : pointer.at(event),
    frameHandlers: {
      onKeyDown: (event: KeyboardEvent) => {
        if (event.target !== frame.current) return;
        setKeyboard(true);
        typed(event);
      },
      onPointerDown: () => setKeyboard(false),
      onBlur: () => setKeyboard(false),
      onClick: () => frame.current?.focus({ preventScroll: true }),
    },
    flowHandlers: {
      ...pointer.handlers,
      onMove,
      // The page's own moves come without an event: those of the pointer and the wheel end them.
      onMoveStart: (event: unknown) => {
        if (event !== null) control.grab();
      },
      onMoveEnd: (_: unknown, viewport: Viewport) => control.rest(viewport),
      onNodeDrag: (_: unknown, node: CardNodeType) =>
        model.setMoving({ id: node.id, at: node.position }),
      onNodeDragStop: (_: unknown, node: CardNodeType) =>
        model.drop({ id: node.id, at: node.position }),
    },
  };
}

function usePauseToggle({ paused, onPaused }: StageProps) {
  const announce = useAnnounce();
  return () => {
    onPaused(!paused);
    announce(paused ? canvasText.said.moves : canvasText.said.paused);
  };
}

/** Room for figures under a name, below which only names are shown. */
const TWO_LINES_FROM = 0.62;

/** Texts of the cards keep their least size on the screen: they know the zoom through the style of the frame. */
function scaleTexts(frame: HTMLElement | null, zoom: number): void {
  const scale = Math.min(1, zoom).toFixed(2);
  // A pan changes nothing here, and must not make the browser look at every card for it.
  if (frame === null || frame.dataset["scale"] === scale) return;
  frame.dataset["scale"] = scale;
  frame.style.setProperty("--z", scale);
  frame.dataset["tight"] = String(zoom < TWO_LINES_FROM);
}

/**
 * Looks anew at a picture of another scope, and at the one that calls are read for: but never where the address says where
 * to look, as in a link and on the way back, nor where somebody moved the view meanwhile.
 */
function useAnotherPicture({ scope, unread, viewport }: StageProps, look: () => void) {
  const at = viewport === null ? null : printViewport(viewport);
  const before = useRef({ scope, unread, at });
  const chosen = useRef<string | null>(null);
  useEffect(() => {
    const old = before.current;
    before.current = { scope, unread, at };
    if (old.at === null) chosen.current = at;
    const isRead = old.unread && !unread && at === chosen.current;
    if ((old.scope !== scope || isRead) && old.at === at) look();
  });
}

/** Brings what is selected into view: when it is chosen elsewhere on the page, and when a panel takes room for it. */
function useRevealed(
  { flow, picture }: ReturnType<typeof usePicture>,
  selection: Selection | null,
  { room, show }: { readonly room: Room; readonly show: (rect: Rect) => void },
) {
  const id = selection?.type === "node" ? selection.id : null;
  const rect = picture.rects.get(flow.cardOf.get(id ?? "") ?? "");
  const latest = useRef<(() => void) | null>(null);
  useEffect(() => {
    latest.current = rect === undefined ? null : () => show(rect);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick, or a card that moves, is no reason to move the view
  useEffect(() => latest.current?.(), [id, room]);
}

type FocusOptions = {
  readonly hops: number;
  readonly findActive: boolean;
  readonly path: DrawnPath | null;
};

/** What stays bright: the neighbourhood of what is asked about, else the way of the traced request, else what was found. */
function useFocus(
  flow: Flow,
  asked: Selection | null,
  { hops, findActive, path }: FocusOptions,
): Focus | null {
  const type = asked?.type ?? null;
  const id = asked?.id ?? "";
  return useMemo(() => {
    const near = type === null ? null : focusOn(flow, { type, id }, hops);
    if (near === null && path !== null && path.cards.size > 0) return path;
    if (near !== null || !findActive) return near;
    const cards = new Set(flow.cards.filter((c) => c.found).map((c) => c.id));
    const threads = flow.threads.filter((t) => t.edge.found);
    return { cards, threads: new Set(threads.map((t) => t.id)) };
  }, [flow, type, id, hops, findActive, path]);
}

/** Keeps the neighbourhood of a place bright, up to some hops, until it is left. */
function useSpotlight(
  { spotlight, onSpotlight }: Pick<StageProps, "spotlight" | "onSpotlight">,
  { flow, picture }: ReturnType<typeof usePicture>,
  at: Selection | null,
  fitTo: ReturnType<typeof useViewControl>["fitTo"],
) {
  const announce = useAnnounce();
  // A link may name what is not in the picture: nothing is dimmed for it.
  const isShown = useMemo(
    () => spotlight !== null && focusOn(flow, spotlight.on) !== null,
    [flow, spotlight],
  );
  const spot = isShown ? spotlight : null;
  return {
    on: spot?.on ?? null,
    hops: spot?.hops ?? 1,
    put(hops: number, move = false) {
      const on = at ?? spot?.on ?? null;
      if (on === null) return;
      onSpotlight({ on: { type: on.type, id: on.id }, hops });
      announce(canvasText.said.focused(nameAt(flow, on.id), hops));
      if (!move) return;
      const cards = focusOn(flow, on, hops)?.cards ?? new Set<string>();
      const area = around([...cards].flatMap((id) => picture.rects.get(id) ?? []));
      if (area !== null) fitTo(area);
    },
    leave(): boolean {
      if (spotlight !== null) onSpotlight(null);
      return spot !== null;
    },
  };
}

type Shared = {
  readonly model: ReturnType<typeof usePicture>;
  readonly focus: Focus | null;
  readonly selection: Selection | null;
  readonly hovered: Selection | null;
  readonly cursor: Selection | null;
  readonly initial: Viewport;
};

/** Hands the state to the cards, each of which takes its own part of it. */
function useSharedState({ model, focus, selection, hovered, cursor, initial }: Shared) {
  const [store] = useState(createCanvasStore);
  const { looks, pinned } = model;
  useLayoutEffect(() => {
    store.setState({ looks: looks.cards, focus, selection, hovered, cursor, pinned });
  }, [store, looks, focus, selection, hovered, cursor, pinned]);
  useLayoutEffect(() => {
    store.setState({ level: levelAt(initial.zoom) });
  }, [store, initial]);
  return store;
}
