import { canvasText } from "@/lib/messages/topology-canvas";
import type { Flow } from "../../flow/flow";
import type { Cursor } from "../../flow/walk";
import { type SpokenContext, spokenCard, spokenRow } from "../looks/card-look";

/** What a screen reader says of the place where the keyboard is. */
export function spokenAt(flow: Flow, at: Cursor, context: SpokenContext): string {
  if (at.type === "edge") return spokenEdge(flow, at.id);
  const card = flow.cards.find((c) => c.id === flow.cardOf.get(at.id));
  if (card === undefined) return "";
  const row = card.rows.find((r) => r.id === at.id);
  return row === undefined ? spokenCard(card, context) : spokenRow(row, card, context);
}

/** The name of a card or row, for short messages. */
export function nameAt(flow: Flow, id: string): string {
  return flow.cards.find((c) => c.id === flow.cardOf.get(id))?.node.name ?? id;
}

function spokenEdge(flow: Flow, id: string): string {
  const edge = flow.threads.find((t) => t.id === id)?.edge;
  if (edge === undefined) return "";
  const { figures } = edge;
  const tcp = edge.protocol === "tcp" ? figures.tcp : null;
  return canvasText.edge({
    source: nameAt(flow, edge.source),
    target: nameAt(flow, edge.target),
    health: edge.health.level,
    requestsPerSecond: figures.requestsPerSecond,
    errorRatio: figures.errorRatio,
    bytesPerSecond: tcp === null ? null : tcp.toServer + tcp.toClient,
    mutualTlsShare: figures.mutualTlsShare,
    denied: edge.denied !== null,
  });
}
