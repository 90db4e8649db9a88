import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health } from "@/lib/mesh/telemetry/health";
import { worstHealth } from "@/lib/mesh/telemetry/health-rules";
import type { Sort } from "@/lib/view/sort";
import { callsOf, countEnds, nodesById } from "../inspector/subject";
import { isWrong } from "../inspector/version-notes";
import type { Column, EdgeRow, NodeRow, SortValue } from "./columns";

const nameOf = (node: MeshNode | undefined, id: string): string => {
  if (node === undefined) return id;
  return node.version === null ? node.name : `${node.name} ${node.version}`;
};

/** Nodes that the search found; all of them without a search. */
export function nodeRows({ nodes, edges }: MeshGraph, unread = false): readonly NodeRow[] {
  const known = nodesById(nodes);
  const healths = cardHealths(nodes);
  return nodes
    .filter((node) => node.found)
    .map((node) => {
      const { into, outOf } = callsOf(node, edges, known);
      return {
        node,
        health: healths.get(node.id) ?? node.health,
        figures: node.inbound ?? node.outbound,
        ownCalls: node.inbound === null && node.outbound !== null,
        name: nameOf(node, node.id),
        callers: unread ? null : countEnds(into, "source"),
        callees: unread ? null : countEnds(outOf, "target"),
      };
    });
}

/** Health of what holds others: as bad as the worst of them, as its card in the picture. That they are well says nothing of it. */
function cardHealths(nodes: readonly MeshNode[]): ReadonlyMap<string, Health> {
  const known = nodesById(nodes);
  const healths = new Map(nodes.map((node) => [node.id, node.health]));
  for (const { health, parent } of nodes) {
    if (!isWrong(health.level)) continue;
    for (let id = parent; id !== null; id = known.get(id)?.parent ?? null) {
      const before = healths.get(id);
      if (before !== undefined) healths.set(id, worstHealth([before, health]));
    }
  }
  return healths;
}

/** Edges that the search found; all of them without a search. */
export function edgeRows({ nodes, edges }: MeshGraph): readonly EdgeRow[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  return edges
    .filter((edge) => edge.found)
    .map((edge) => ({
      edge,
      source: nameOf(known.get(edge.source), edge.source),
      target: nameOf(known.get(edge.target), edge.target),
    }));
}

/** Sorted by a column; rows of which it is not known come last both ways, equal ones keep their order. */
export function sorted<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { column, direction }: Sort,
): readonly T[] {
  const by = columns.find(({ id }) => id === column)?.sortBy;
  if (by === undefined) return rows;
  const sign = direction === "ascending" ? 1 : -1;
  return rows
    .map((row) => ({ row, value: by(row) }))
    .sort((a, b) => compare(a.value, b.value, sign))
    .map(({ row }) => row);
}

/** Kept: to make one for each comparison costs more than to compare. */
const names = new Intl.Collator("en", { numeric: true });

function compare(a: SortValue, b: SortValue, sign: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * names.compare(String(a), String(b));
}

/** What a press on a heading sorts by: names upwards first, figures downwards first, then the other way. */
export function nextSort<T, C extends string>(current: Sort<C>, pressed: Column<T, C>): Sort<C> {
  const first = pressed.numeric ? "descending" : "ascending";
  if (current.column !== pressed.id) return { column: pressed.id, direction: first };
  const direction = current.direction === "ascending" ? "descending" : "ascending";
  return { column: pressed.id, direction };
}
