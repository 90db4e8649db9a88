"use client";

import { memo, useCallback, useMemo } from "react";
import { useShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import type { HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { tableText } from "@/lib/messages/topology/table";
import type { Selection } from "@/lib/view/selection";
import type { View } from "@/lib/view/view-params";
import { EDGE_COLUMNS, type EdgeRow, NODE_COLUMNS, type NodeRow } from "./columns";
import { edgeRows, nodeRows } from "./rows";
import { SortTable } from "./sort-table";

type TableTwinProps = {
  readonly graph: MeshGraph;
  /** What is looked for, as written; empty for nothing. */
  readonly find: string;
  /** By which columns, as the address says. */
  readonly nodeSort: View["nodeSort"];
  readonly edgeSort: View["edgeSort"];
  /** Must be the same function in every render, as `onSelect`. */
  readonly onSort: (next: Partial<Pick<View, "nodeSort" | "edgeSort">>) => void;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection) => void;
  /** The figures are not of now. */
  readonly grey: boolean;
  /** No figures were read: whether there are requests is not known. */
  readonly unread: boolean;
};

const nodeMark = ({ health, node }: NodeRow): HealthMark =>
  node.idle && health.level === "unknown" ? "idle" : health.level;
const edgeMark = ({ edge }: EdgeRow): HealthMark => (edge.idle ? "idle" : edge.health.level);
const nodeId = ({ node }: NodeRow): string => node.id;
const edgeId = ({ edge }: EdgeRow): string => edge.id;

/** The same graph as two tables, with the same selection, search and hiding as the canvas. */
export const TableTwin = memo(function TableTwin(props: TableTwinProps) {
  const { graph, find, nodeSort, edgeSort, onSort, selection, onSelect, grey, unread } = props;
  const nodes = useMemo(() => nodeRows(graph, unread), [graph, unread]);
  const edges = useMemo(() => edgeRows(graph), [graph]);
  const selectNode = useCallback((id: string) => onSelect({ type: "node", id }), [onSelect]);
  const selectEdge = useCallback((id: string) => onSelect({ type: "edge", id }), [onSelect]);
  useShortcuts({
    "previous-row": null,
    "next-row": null,
    "inspect-row": null,
    "type-ahead-row": null,
  });
  return (
    <section
      aria-label={tableText.label}
      data-shortcut-place="table"
      className="min-h-0 flex-1 overflow-auto bg-surface"
    >
      <TableHead title={tableText.nodes} note={tableText.count(nodes.length, graph.nodes.length)}>
        <LeftOut graph={graph} />
      </TableHead>
      {nodes.length === 0 ? (
        <Nothing>{find === "" ? tableText.none.nodes : tableText.noneFound.nodes(find)}</Nothing>
      ) : (
        <SortTable
          caption={tableText.caption(tableText.nodes, nodes.length)}
          rows={nodes}
          columns={NODE_COLUMNS}
          idOf={nodeId}
          markOf={nodeMark}
          sort={nodeSort}
          onSort={(nodeSort) => onSort({ nodeSort })}
          selected={selection?.type === "node" ? selection.id : null}
          onSelect={selectNode}
          grey={grey}
        />
      )}
      <TableHead title={tableText.edges} note={tableText.count(edges.length, graph.edges.length)} />
      {edges.length === 0 ? (
        <Nothing>
          {find === ""
            ? unread
              ? tableText.none.unread
              : tableText.none.edges
            : tableText.noneFound.edges(find)}
        </Nothing>
      ) : (
        <SortTable
          caption={tableText.caption(tableText.edges, edges.length)}
          rows={edges}
          columns={EDGE_COLUMNS}
          idOf={edgeId}
          markOf={edgeMark}
          sort={edgeSort}
          onSort={(edgeSort) => onSort({ edgeSort })}
          selected={selection?.type === "edge" ? selection.id : null}
          onSelect={selectEdge}
          grey={grey}
        />
      )}
    </section>
  );
});

type TableHeadProps = {
  readonly title: string;
  readonly note: string;
  readonly children?: React.ReactNode;
};

function TableHead({ title, note, children }: TableHeadProps) {
  return (
    <div className="flex items-center gap-2 px-3 pt-3 pb-1">
      <h2 className="m-0 font-semibold text-lead">{title}</h2>
      <span className="text-ink-3 text-note">{note}</span>
      <span className="flex-1" />
      {children}
    </div>
  );
}

/** What the view leaves out, so that nothing disappears in silence. */
function LeftOut({ graph }: { readonly graph: MeshGraph }) {
  const { hidden, idleOmitted } = graph;
  const words = [
    ...(hidden.nodes + hidden.edges > 0 ? [tableText.hidden(hidden.nodes, hidden.edges)] : []),
    ...(hidden.aggregated > 0 ? [tableText.aggregated(hidden.aggregated)] : []),
    ...(idleOmitted > 0 ? [tableText.idle(idleOmitted)] : []),
  ];
  return words.length === 0 ? null : (
    <span className="text-ink-3 text-note">{words.join(", ")}</span>
  );
}

function Nothing({ children }: { readonly children: string }) {
  return <p className="px-3 pb-3 text-ink-2 [overflow-wrap:anywhere]">{children}</p>;
}
