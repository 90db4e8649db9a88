"use client";

import type { Node, NodeProps } from "@xyflow/react";
import { memo, useMemo } from "react";
import { CARD } from "../../flow/measures";
import type { CardLook } from "../looks/look";
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
  const spoken = useCanvas((s) => s.looks.get(id)?.spoken);
  // Apart from its content: pointing at one thing dims nearly all others, and none of them needs to render for it.
  const dimmed = useCanvas((s) => s.focus !== null && !s.focus.cards.has(id));
  const content = useMemo(
    () => <CardContent id={id} width={width} height={height} />,
    [id, width, height],
  );
  return (
    <div
      role="img"
      aria-label={spoken}
      data-card={id}
      className="relative cursor-pointer transition-opacity duration-(--h-fast)"
      style={{
        width,
        height,
        opacity: dimmed ? 0.34 : 1,
        ["--bg" as string]: `var(--h-${data.ground})`,
      }}
    >
      {content}
    </div>
  );
});

type CardContentProps = { readonly id: string; readonly width: number; readonly height: number };

function CardContent({ id, width, height }: CardContentProps) {
  const look = useCanvas((s) => s.looks.get(id));
  return look === undefined ? null : <Card look={look} width={width} height={height} />;
}

type CardProps = Omit<CardContentProps, "id"> & { readonly look: CardLook };

function Card({ look, width, height }: CardProps) {
  const state = useCardState(look);
  const near = state.level === "near";
  return (
    <>
      <CardFrame look={look} state={state} width={width} height={height} />
      <CardText look={look} segments={near ? look.figures : look.brief} />
      <CardRows look={look} selected={state.selected} near={near} />
    </>
  );
}
