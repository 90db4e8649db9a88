"use client";

import type { Node, NodeProps } from "@xyflow/react";
import { memo } from "react";
import { CARD } from "../../flow/measures";
import { CardFrame } from "./card-frame";
import { CardRows } from "./card-rows";
import { CardText } from "./card-text";
import { useCanvas, useCardState } from "./use-card";

export type CardData = {
  /** What the card stands on: its corner marks are cut out of that. */
  readonly ground: "canvas" | "group";
};

export type CardNodeType = Node<CardData, "card">;

/**
 * One card in the page. Renders again only when its own look or mark changes; its place is React Flow's business.
 * The keyboard and screen readers go through the canvas, so it takes no focus.
 */
export const CardNode = memo(function CardNode(props: NodeProps<CardNodeType>) {
  const { id, data, width = CARD.width, height = CARD.head } = props;
  const look = useCanvas((s) => s.looks.get(id));
  return look === undefined ? null : (
    <Card look={look} ground={data.ground} width={width} height={height} />
  );
});

type CardProps = {
  readonly look: NonNullable<ReturnType<typeof useLook>>;
  readonly ground: CardData["ground"];
  readonly width: number;
  readonly height: number;
};

const useLook = (id: string) => useCanvas((s) => s.looks.get(id));

function Card({ look, ground, width, height }: CardProps) {
  const state = useCardState(look);
  const near = state.level === "near";
  return (
    <div
      role="img"
      aria-label={look.spoken}
      data-card={look.id}
      className="relative cursor-pointer transition-opacity duration-(--h-fast)"
      style={{
        width,
        height,
        opacity: state.dimmed ? 0.34 : 1,
        ["--bg" as string]: `var(--h-${ground})`,
      }}
    >
      <CardFrame look={look} state={state} width={width} height={height} />
      <CardText look={look} segments={near ? look.figures : look.brief} />
      <CardRows look={look} width={width} selected={state.selected} near={near} />
    </div>
  );
}
