"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { linkLook } from "@/components/ui/text-link";
import { spanText } from "@/lib/messages/age";
import { configListText } from "@/lib/messages/config-place/list";
import {
  CONFIG_COLUMN_IDS,
  type ConfigColumnId,
  objectPath,
} from "@/lib/view/config/config-params";
import type { Sort } from "@/lib/view/sort";
import { SeverityMark } from "../parts/severity-mark";
import { type ConfigRow, nextSort } from "./config-rows";
import { useRowWalk } from "./use-row-walk";

const text = configListText;

type ConfigTableProps = {
  /** In the order in which they are shown. */
  readonly rows: readonly ConfigRow[];
  readonly sort: Sort<ConfigColumnId>;
  readonly onSort: (next: Sort<ConfigColumnId>) => void;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  /** The clusters are named only where there is more than one. */
  readonly manyClusters: boolean;
  /** The list is not of now. */
  readonly grey: boolean;
};

/** Objects with what is wrong with them. Only rows in sight are drawn; arrows move among all of them, Enter opens. */
export function ConfigTable({ rows, sort, onSort, now, manyClusters, grey }: ConfigTableProps) {
  const box = useRef<HTMLElement>(null);
  const walk = useRowWalk(box, rows.length);
  const { from, to, above, below } = walk.window;
  return (
    <section ref={box} aria-label={text.label} className="min-h-0 flex-1 overflow-auto bg-surface">
      <Table
        role="grid"
        aria-readonly="true"
        aria-rowcount={rows.length + 1}
        // In place of rows that are not drawn; the heading sticks all the same.
        style={{ marginTop: above, marginBottom: below }}
        className={grey ? "text-ink-3" : ""}
      >
        <caption className="sr-only">{text.caption(rows.length)}</caption>
        <thead className="sticky top-0 z-(--h-z-chrome) bg-surface">
          <tr aria-rowindex={1}>
            {CONFIG_COLUMN_IDS.map((id) => (
              <HeaderCell
                key={id}
                numeric={id === "findings"}
                sorted={sort.column === id ? sort.direction : null}
                onSort={() => onSort(nextSort(sort, id))}
              >
                {text.columns[id]}
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(from, to).map((row, i) => (
            <ObjectRow
              key={row.key}
              row={row}
              at={from + i}
              walk={walk}
              now={now}
              cluster={manyClusters ? row.ref.cluster : null}
            />
          ))}
        </tbody>
      </Table>
    </section>
  );
}

type ObjectRowProps = {
  readonly row: ConfigRow;
  readonly at: number;
  readonly walk: ReturnType<typeof useRowWalk>;
  readonly now: number;
  readonly cluster: string | null;
};

function ObjectRow({ row, at, walk, now, cluster }: ObjectRowProps) {
  const router = useRouter();
  const { ref } = row;
  // An address that this console makes and has a page for.
  const href = objectPath(ref, cluster === null ? {} : { cluster }) as Route;
  const open = () => router.push(href);
  return (
    <Row
      data-row={at}
      aria-rowindex={at + 2}
      tabIndex={at === walk.stop ? 0 : -1}
      onFocus={() => walk.onFocus(at)}
      onKeyDown={(event) => walk.onKey(event, at, open)}
      onClick={open}
      className="cursor-pointer last:border-b"
    >
      <Cell title={ref.kind} className="max-w-44 truncate">
        {row.kind}
      </Cell>
      <Cell tone={ref.namespace === "" ? "muted" : "plain"} className="max-w-40 truncate">
        {cluster === null ? "" : `${cluster}/`}
        {ref.namespace === "" ? text.clusterScoped : ref.namespace}
      </Cell>
      <Cell className="max-w-64 font-medium">
        <Link
          href={href}
          tabIndex={-1}
          title={ref.name}
          onClick={(event) => event.stopPropagation()}
          className={`${linkLook} block truncate`}
        >
          {ref.name}
        </Link>
      </Cell>
      <SeverityCell row={row} />
      <Cell numeric tone={row.findings === 0 ? "muted" : "plain"}>
        {row.findings ?? "–"}
      </Cell>
      <Cell title={row.applies} className="w-full max-w-0 truncate">
        {row.applies}
      </Cell>
      <Cell title={row.owner} className="max-w-44 truncate text-ink-2">
        {row.owner}
      </Cell>
      <Cell className="text-ink-2 tabular-nums">
        {row.createdAt === null || now === 0 ? "–" : spanText(now - row.createdAt)}
      </Cell>
    </Row>
  );
}

function SeverityCell({ row }: { readonly row: ConfigRow }) {
  if (row.findings === null) return <Cell tone="muted">{text.notAnalysed}</Cell>;
  if (row.severity === null) return <Cell tone="muted">{text.none}</Cell>;
  return (
    <Cell>
      <span className="flex items-center gap-1.5">
        <SeverityMark severity={row.severity} size={12} />
        <span aria-hidden="true">{text.severity(row.severity)}</span>
        <span className="text-ink-3 text-note">{row.codes.slice(0, 2).join(", ")}</span>
      </span>
    </Cell>
  );
}
