import type { LayoutEdge, LayoutNode, LayoutStructure } from "@/lib/layout/structure";
import type { NodeKind } from "@/lib/mesh/graph/mesh-graph";
import type { Card, Flow } from "./flow";
import { CARD, cardHeight } from "./measures";

/** What the layout has to know of the picture: sizes, boxes and who calls whom; no figures. */
export function structureOf(flow: Flow): LayoutStructure {
  const called = new Set(flow.threads.map((t) => t.to.card));
  const nodes = flow.cards.map((card) => toLayoutNode(card, called.has(card.id)));
  const edges = flow.threads.map(
    (thread): LayoutEdge => ({ source: thread.from.card, target: thread.to.card }),
  );
  return { nodes, edges };
}

const CALLEES: ReadonlySet<NodeKind> = new Set(["passthrough", "blackhole", "external"]);

function toLayoutNode(card: Card, called: boolean): LayoutNode {
  const { node } = card;
  const ingress = [node, ...card.members].some((n) => n.gateway === "ingress");
  return {
    id: card.id,
    group: card.group,
    // What a draft writes on a card makes room for itself (`makeRoom`): it is no reason to lay anything out anew.
    width: CARD.width,
    height: cardHeight(card.rows.length),
    side: CALLEES.has(node.kind) || called ? "right" : "left",
    entry: ingress,
  };
}
