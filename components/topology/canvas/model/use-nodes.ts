"use client";

import { useEffect, useMemo, useRef } from "react";
import type { Rect } from "@/lib/layout/structure";
import type { CardNodeType } from "../card/card-node";
import type { PictureModel } from "./use-picture";

/** The cards near the view as React Flow's nodes. One that stays where it is stays the same object. */
export function useNodes(model: PictureModel, elements: ReadonlySet<string>): CardNodeType[] {
  const { flow, picture } = model;
  const before = useRef<ReadonlyMap<string, CardNodeType>>(new Map());
  const nodes = useMemo(() => {
    const open = new Set(flow.groups.filter((g) => g.mesh !== "none").map((g) => g.id));
    return flow.cards.flatMap((card): CardNodeType[] => {
      const rect = picture.rects.get(card.id);
      if (rect === undefined || !elements.has(card.id)) return [];
      const ground = card.group !== null && open.has(card.group) ? "group" : "canvas";
      const old = before.current.get(card.id);
      if (old !== undefined && stands(old, rect) && old.data.ground === ground) return [old];
      return [nodeAt(card.id, rect, ground)];
    });
  }, [flow, picture, elements]);
  useEffect(() => {
    before.current = new Map(nodes.map((n) => [n.id, n]));
  }, [nodes]);
  return nodes;
}

const stands = (node: CardNodeType, rect: Rect): boolean =>
  node.position.x === rect.x &&
  node.position.y === rect.y &&
  node.width === rect.width &&
  node.height === rect.height;

function nodeAt(id: string, rect: Rect, ground: "group" | "canvas"): CardNodeType {
  const { width, height } = rect;
  return {
    id,
    type: "card",
    position: { x: rect.x, y: rect.y },
    data: { ground },
    width,
    height,
    measured: { width, height },
  };
}
