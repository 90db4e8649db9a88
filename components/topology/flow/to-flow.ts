import type { MeshEdge, MeshGraph, MeshNode, SplitPart } from "@/lib/mesh/graph/mesh-graph";
import { refKey } from "@/lib/mesh/model/resource";
import { worstHealth } from "@/lib/mesh/telemetry/health-rules";
import type { Card, Flow, Ply, Port, Row, Thread } from "./flow";
import { CARD, cardHeight, wideHeight } from "./measures";

/**
 * The graph as a picture: nodes become cards, versions become rows of the card in front of them, edges become threads.
 * Ids stay those of the graph. What happens inside a card is not drawn. Pure; keeps the order of the graph.
 *
 * @param edited `refKey`s of services that are being changed: their versions have room for figures
 * @param reached `refKey`s of what a traced request goes to: there is room before it for what its threads say
 */
export function toFlow(
  graph: MeshGraph,
  edited: ReadonlySet<string> = NONE,
  reached: ReadonlySet<string> = NONE,
): Flow {
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const cardOf = new Map(graph.nodes.map((n) => [n.id, headOf(n, nodes).id]));
  const members = new Map<string, MeshNode[]>();
  for (const node of graph.nodes) {
    const head = cardOf.get(node.id) ?? node.id;
    if (head === node.id) continue;
    const list = members.get(head);
    if (list === undefined) members.set(head, [node]);
    else list.push(node);
  }
  const splits = splitsByCard(graph.edges, cardOf);
  const cards = graph.nodes
    .filter((n) => cardOf.get(n.id) === n.id)
    .map((n) =>
      toCard(n, leaves(members.get(n.id) ?? []), {
        splits: splits.get(n.id) ?? [],
        isEdited: isOneOf(n, edited),
        isReached: [n, ...(members.get(n.id) ?? [])].some((one) => isOneOf(one, reached)),
      }),
    );
  const byId = new Map(cards.map((c) => [c.id, c]));
  const threads = graph.edges.flatMap((edge) => toThread(edge, cardOf, byId));
  return { cards, threads: inLanes(threads), groups: graph.groups, cardOf };
}

const NONE: ReadonlySet<string> = new Set();

const isOneOf = ({ refs }: MeshNode, keys: ReadonlySet<string>): boolean =>
  keys.size > 0 && refs.some((ref) => keys.has(refKey(ref)));

/** The node that no other holds; a chain that leads back to itself ends where it began. */
function headOf(node: MeshNode, nodes: ReadonlyMap<string, MeshNode>): MeshNode {
  const seen = new Set([node.id]);
  let head = node;
  for (;;) {
    const parent = head.parent === null ? undefined : nodes.get(head.parent);
    if (parent === undefined) return head;
    if (seen.has(parent.id)) return node;
    seen.add(parent.id);
    head = parent;
  }
}

/** Members that hold no other: a service before an app box before its versions shows the versions. */
function leaves(members: readonly MeshNode[]): readonly MeshNode[] {
  const parents = new Set(members.map((m) => m.parent));
  return members.filter((m) => !parents.has(m.id));
}

function splitsByCard(edges: readonly MeshEdge[], cardOf: ReadonlyMap<string, string>) {
  const splits = new Map<string, MeshEdge[]>();
  for (const edge of edges) {
    const card = cardOf.get(edge.target);
    if (card === undefined || edge.split.length === 0) continue;
    const list = splits.get(card);
    if (list === undefined) splits.set(card, [edge]);
    else list.push(edge);
  }
  return splits;
}

const natural = new Intl.Collator("en", { numeric: true });

type CardContext = {
  readonly splits: readonly MeshEdge[];
  readonly isEdited: boolean;
  readonly isReached: boolean;
};

function toCard(
  node: MeshNode,
  members: readonly MeshNode[],
  { splits, isEdited, isReached }: CardContext,
): Card {
  const rows = members.length > 1 ? toRows(members, splits) : [];
  const isWide = isEdited && rows.length > 0;
  return {
    id: node.id,
    node,
    group: node.group,
    members,
    rows,
    rowHeight: isWide ? CARD.wideRow : CARD.row,
    lead: isWide || isReached ? CARD.lead : 0,
    health: worstHealth([node, ...members].map((n) => n.health)),
    idle: node.idle && members.every((m) => m.idle),
    found: node.found || members.some((m) => m.found),
    width: isWide ? CARD.wide : CARD.width,
    height: isWide ? wideHeight(rows.length) : cardHeight(rows.length),
  };
}

function toRows(members: readonly MeshNode[], splits: readonly MeshEdge[]): readonly Row[] {
  const labels = members.map((m) => m.version ?? m.name);
  const total = members.reduce((sum, m) => sum + rateInto(m), 0);
  const busiest = [...splits].sort(
    (a, b) => b.figures.requestsPerSecond - a.figures.requestsPerSecond,
  );
  return members
    .map((node, i): Row => {
      const label = labels[i] ?? node.name;
      const double = labels.filter((l) => l === label).length > 1;
      return {
        id: node.id,
        node,
        label: double ? node.name : label,
        share: total > 0 ? rateInto(node) / total : null,
        configured: configuredFor(node.id, busiest),
      };
    })
    .sort((a, b) => natural.compare(a.label, b.label) || (a.id < b.id ? -1 : 1));
}

const rateInto = (node: MeshNode): number => node.inbound?.requestsPerSecond ?? 0;

function configuredFor(target: string, edges: readonly MeshEdge[]): number | null {
  for (const edge of edges) {
    const part = edge.split.find((p) => p.target === target && p.configured !== null);
    if (part?.configured) return part.configured.share;
  }
  return null;
}

type Cards = ReadonlyMap<string, Card>;

function toThread(
  edge: MeshEdge,
  cardOf: ReadonlyMap<string, string>,
  cards: Cards,
): readonly Thread[] {
  const from = portOf(edge.source, cardOf, cards);
  const to = portOf(edge.target, cardOf, cards);
  if (from === null || to === null || from.card === to.card) return [];
  const plies = to.row === null ? pliesOf(edge.split, cards.get(to.card)) : [];
  const [only] = plies;
  const end = plies.length === 1 && only !== undefined ? { ...to, row: only.row } : to;
  return [{ id: edge.id, edge, from, to: end, lane: 0, plies: plies.length > 1 ? plies : [] }];
}

function portOf(id: string, cardOf: ReadonlyMap<string, string>, cards: Cards): Port | null {
  const card = cards.get(cardOf.get(id) ?? "");
  if (card === undefined) return null;
  const row = card.rows.findIndex((r) => r.id === id);
  return { card: card.id, row: row < 0 ? null : row };
}

function pliesOf(split: readonly SplitPart[], card: Card | undefined): readonly Ply[] {
  if (card === undefined) return [];
  return split
    .flatMap((part) => {
      const row = card.rows.findIndex((r) => r.id === part.target);
      const node = card.rows[row]?.node;
      return node === undefined ? [] : [toPly(part, row, node)];
    })
    .sort((a, b) => a.row - b.row);
}

function toPly(part: SplitPart, row: number, node: MeshNode): Ply {
  return {
    row,
    figures: part.figures,
    share: part.share,
    configured: part.configured?.share ?? null,
    level: plyLevel(part, node),
  };
}

/** A ply is as ill as the version that it reaches, if it has a part in that: some of its own requests fail. */
function plyLevel({ share, figures }: SplitPart, { health }: MeshNode): Ply["level"] {
  if (share === null || share === 0) return "idle";
  const fails = (figures.errorRatio ?? 0) > 0 || (figures.clientErrorRatio ?? 0) > 0;
  if (!fails) return "healthy";
  return health.level === "failing" || health.level === "degraded" ? health.level : "healthy";
}

/** Threads between the same two ends, one per protocol, run side by side. */
function inLanes(threads: readonly Thread[]): readonly Thread[] {
  const key = (t: Thread) => JSON.stringify([t.from, t.to]);
  const counts = new Map<string, number>();
  for (const thread of threads) counts.set(key(thread), (counts.get(key(thread)) ?? 0) + 1);
  const used = new Map<string, number>();
  return threads.map((thread) => {
    const count = counts.get(key(thread)) ?? 1;
    if (count === 1) return thread;
    const at = used.get(key(thread)) ?? 0;
    used.set(key(thread), at + 1);
    return { ...thread, lane: at - (count - 1) / 2 };
  });
}
