"use client";

import { useReactFlow } from "@xyflow/react";
import type { MouseEvent } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Selection } from "@/lib/view/selection";
import { boxAt, cardAt, threadAt } from "../flow/hit";
import { levelAt } from "../flow/levels";
import type { CardNodeType } from "./card/card-node";
import type { PictureModel } from "./model/use-picture";

/** Half the width of what can be hit, in px of the screen: targets are 24 px at any zoom. */
const REACH = 12;
/** Height of the part of a box that carries its name, in canvas units. */
const HEADER = 28;

type PointerOptions = {
  readonly model: PictureModel;
  readonly elements: ReadonlySet<string>;
  readonly hover: (next: Selection | null) => void;
  readonly onSelect: (next: Selection | null) => void;
  readonly onOpen: (group: string) => void;
};

/** What opens: the group that an aggregate stands for. */
const groupToOpen = (node: MeshNode | undefined): string | null =>
  node?.kind === "aggregate" ? (node.group ?? node.id) : null;

/** Finds out what the pointer is on: elements say it themselves, the rest is looked up in the picture. */
export function usePointer({ model, elements, hover, onSelect, onOpen }: PointerOptions) {
  const { screenToFlowPosition, getZoom } = useReactFlow();
  const { flow, picture } = model;
  const announce = useAnnounce();

  const under = (event: MouseEvent): Selection | null => {
    const zoom = getZoom();
    const reach = REACH / zoom;
    const point = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const far = levelAt(zoom) === "far";
    const card = elements.size > 0 ? null : cardAt(picture, point, far ? reach / 2 : 0);
    if (card !== null) return { type: "node", id: card };
    const thread = far ? null : threadAt(picture, point, reach);
    if (thread !== null) return { type: "edge", id: thread };
    const box = boxAt(picture, point, far ? null : HEADER);
    return box === null ? null : { type: "group", id: box };
  };
  const nodeUnder = (event: MouseEvent, node: { readonly id: string }): Selection => {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest("[data-row]")?.getAttribute("data-row");
    return { type: "node", id: row ?? node.id };
  };
  const at = (event: MouseEvent): Selection | null => {
    const target = event.target instanceof Element ? event.target : null;
    const card = target?.closest("[data-card]")?.getAttribute("data-card");
    return card == null ? under(event) : nodeUnder(event, { id: card });
  };
  // While a button is held the picture or a card is dragged: nothing is asked about what passes underneath.
  const rest = (event: MouseEvent, on: () => Selection | null) => {
    if (event.buttons === 0) hover(on());
  };
  const take = (selection: Selection | null) => {
    const card = flow.cards.find((c) => selection?.type === "node" && c.id === selection.id);
    const group = groupToOpen(card?.node);
    if (group === null) {
      onSelect(selection);
      return;
    }
    onOpen(group);
    announce(canvasText.said.opened(card?.node.name ?? group));
  };
  return {
    take,
    at,
    handlers: {
      onPaneClick: (event: MouseEvent) => take(under(event)),
      onPaneMouseMove: (event: MouseEvent) =>
        rest(event, () => {
          const found = under(event);
          // A namespace is large: resting somewhere in it asks nothing.
          return found?.type === "group" ? null : found;
        }),
      onPaneMouseLeave: (event: MouseEvent) => rest(event, () => null),
      onNodeClick: (event: MouseEvent, node: CardNodeType) => take(nodeUnder(event, node)),
      onNodeMouseEnter: (event: MouseEvent, node: CardNodeType) =>
        rest(event, () => nodeUnder(event, node)),
      onNodeMouseMove: (event: MouseEvent, node: CardNodeType) =>
        rest(event, () => nodeUnder(event, node)),
      onNodeMouseLeave: (event: MouseEvent) => rest(event, () => null),
    },
  };
}
