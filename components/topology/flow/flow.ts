import type { Point, Rect, Size } from "@/lib/layout/structure";
import type { Figures, MeshEdge, MeshGroup, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health } from "@/lib/mesh/telemetry/health";

/** One version of a service, as a row of its card. `id` is the node's own. */
export type Row = {
  readonly id: string;
  readonly node: MeshNode;
  readonly label: string;
  /** Of the requests that all rows got, 0..1; `null` without requests. */
  readonly share: number | null;
  /** What the route in force sets for the busiest caller, 0..1; `null` where none does. */
  readonly configured: number | null;
};

/** A node of the picture: a node of the graph with the versions behind it. `id` is that of the graph's node. */
export type Card = Size & {
  readonly id: string;
  readonly node: MeshNode;
  readonly group: string | null;
  /** Versions behind it; one alone is part of the card and has no row. */
  readonly members: readonly MeshNode[];
  readonly rows: readonly Row[];
  readonly rowHeight: number;
  /** Room that is kept free at its left. */
  readonly lead: number;
  /** Worst of the node and its members. */
  readonly health: Health;
  readonly idle: boolean;
  readonly found: boolean;
};

/** Where a thread ends: the head of a card, or one of its rows by index. */
export type Port = { readonly card: string; readonly row: number | null };

/** A share of a bundle that ends at one row. */
export type Ply = {
  readonly row: number;
  readonly figures: Figures;
  /** Seen share, 0..1; `null` without requests. */
  readonly share: number | null;
  readonly configured: number | null;
  readonly level: "healthy" | "degraded" | "failing" | "idle";
};

/** An edge of the picture. `id` is that of the graph's edge. */
export type Thread = {
  readonly id: string;
  readonly edge: MeshEdge;
  readonly from: Port;
  readonly to: Port;
  /** Place among the threads with the same ends: 0 alone, else from -(n-1)/2 to (n-1)/2. */
  readonly lane: number;
  /** More than one: the thread parts into plies, one per row. */
  readonly plies: readonly Ply[];
};

export type Flow = {
  readonly cards: readonly Card[];
  readonly threads: readonly Thread[];
  readonly groups: readonly MeshGroup[];
  /** Card of every node of the graph. */
  readonly cardOf: ReadonlyMap<string, string>;
};

/** A card where it stands. */
export type PlacedCard = { readonly card: Card; readonly rect: Rect };

export type { Point, Rect };
