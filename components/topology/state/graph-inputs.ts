import type { LiveSettings } from "@/lib/live/message";
import type { GraphView } from "@/lib/mesh/graph/view";
import { parseQuery } from "@/lib/mesh/query/parse";
import type { Query } from "@/lib/mesh/query/query";
import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import type { Selection } from "@/lib/view/selection";
import { type View, windowSeconds } from "@/lib/view/view-params";

/** The parts of a view that decide what the graph is made of. */
export type GraphParams = Pick<
  View,
  "clusters" | "namespaces" | "find" | "hide" | "graph" | "services" | "idle" | "opened"
>;

/** A graph larger than this is folded: what a person can read, and what the browser moves at 60 frames per second. */
export const MOST_NODES = 300;

/** A wrong text finds and hides nothing; the find field says what is wrong with it. */
function queryOf(text: string): Query | null {
  const parsed = parseQuery(text);
  return parsed.ok ? parsed.value : null;
}

const literal = (value: string): string => value.replace(/[\\*]/g, "\\$&");

/** Clusters out of scope are hidden like anything else that a query hides. */
function outsideClusters(clusters: readonly string[]): Query {
  const inside = clusters.map(
    (name): Query => ({ type: "match", field: "cluster", key: null, pattern: literal(name) }),
  );
  return { type: "not", operand: { type: "or", operands: inside } };
}

/** The view as `buildGraph` reads it. `keep` are ids that are never folded away. */
export function graphViewOf(params: GraphParams, keep: readonly string[] = []): GraphView {
  const hide = queryOf(params.hide);
  const outside = params.clusters === null ? null : outsideClusters(params.clusters);
  const operands = [hide, outside].filter((query) => query !== null);
  return {
    type: params.graph,
    services: params.services,
    namespaces: params.namespaces,
    find: queryOf(params.find),
    hide: operands.length > 1 ? { type: "or", operands } : (operands[0] ?? null),
    idle: params.idle,
    maxNodes: MOST_NODES,
    opened: params.opened ?? [],
    keep,
  };
}

/**
 * The view before anything in it was hidden or unfolded by hand; `null` where nothing was. Places come from there, so that whoever
 * opens a link finds everything where it stood for its author.
 */
export function groundOf(params: GraphParams): GraphParams | null {
  const { hide, idle, opened } = params;
  const asItCame = hide === "" && idle && (opened ?? []).length === 0;
  return asItCame ? null : { ...params, hide: "", idle: true, opened: null };
}

/** Ids of the nodes that a selection needs: its own, or both ends of an edge (whose id is `source target protocol`). */
export function keptBy(selection: Selection | null): readonly string[] {
  if (selection === null || selection.type === "group") return [];
  return selection.type === "node" ? [selection.id] : selection.id.split(" ").slice(0, 2);
}

/** A moment and a window that the live stream does not carry. */
export type Moment = { readonly at: EpochMs; readonly windowSeconds: number };

/**
 * What has to be asked for a view; `null` where the live stream has it, or while settings or time are not known.
 *
 * Now over a longer window than the live one is asked anew each tick, so `at` moves in steps of the tick. A shorter one than the live
 * one has no figures that hold: the live window is the least.
 *
 * @param now epoch ms by the server's clock; 0 while it is not known
 */
export function momentOf(
  view: Pick<View, "at" | "window">,
  settings: LiveSettings | null,
  now: EpochMs,
): Moment | null {
  const seconds = windowSeconds(view.window);
  if (view.at !== null) return { at: view.at, windowSeconds: seconds };
  if (settings === null || now === 0 || seconds <= settings.windowSeconds) return null;
  const tickMs = Math.max(1, settings.tickSeconds) * 1000;
  return { at: Math.floor(now / tickMs) * tickMs, windowSeconds: seconds };
}
