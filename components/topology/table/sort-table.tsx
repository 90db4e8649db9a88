"use client";

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { shortcutOf } from "@/lib/shortcuts/registry";
import type { Column } from "./columns";
import { nextSort, type Sort, sorted } from "./rows";

type SortTableProps<T> = {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly idOf: (row: T) => string;
  /** Drawn before the first cell: shape beside the word in the health column. */
  readonly markOf: (row: T) => HealthMark;
  readonly firstSort: Sort;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** The figures are not of now. */
  readonly grey: boolean;
};

/**
 * A table that sorts by every column. One tab stop for its rows: the arrow keys move among them, Enter selects.
 *
 * Rows out of sight are not laid out (`content-visibility`), so a thousand of them stay quick.
 */
export function SortTable<T>(props: SortTableProps<T>) {
  const { caption, rows, columns, idOf, markOf, selected, onSelect, grey } = props;
  const [sort, setSort] = useState(props.firstSort);
  const [current, setCurrent] = useState<string | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  const ids = shown.map(idOf);
  const stop = [current, selected].find((id) => id !== null && ids.includes(id)) ?? ids[0];

  const focusRow = (at: number) => {
    const next = Math.min(ids.length - 1, Math.max(0, at));
    const row = body.current?.rows[next];
    setCurrent(ids[next] ?? null);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent, id: string) => {
    if (event.target !== event.currentTarget) return;
    const at = ids.indexOf(id);
    const action = shortcutOf(event, "table");
    if (action === "previous-row") focusRow(at - 1);
    else if (action === "next-row") focusRow(at + 1);
    else if (action === "inspect-row") onSelect(id);
    else if (event.key === "Home") focusRow(0);
    else if (event.key === "End") focusRow(ids.length - 1);
    else return;
    event.preventDefault();
  };

  return (
    <Table role="grid" aria-readonly="true" className={grey ? "text-ink-3" : ""}>
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 z-(--h-z-chrome) bg-surface">
        <tr>
          {columns.map((column) => (
            <HeaderCell
              key={column.id}
              numeric={column.numeric}
              sorted={sort.column === column.id ? sort.direction : null}
              onSort={() => setSort(nextSort(sort, column))}
            >
              {column.label}
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {shown.map((row) => {
          const id = idOf(row);
          return (
            <Row
              key={id}
              data-id={id}
              selected={id === selected}
              tabIndex={id === stop ? 0 : -1}
              onFocus={() => setCurrent(id)}
              onClick={() => onSelect(id)}
              onKeyDown={(event) => press(event, id)}
              className="cursor-default [contain-intrinsic-size:auto_28px] [content-visibility:auto]"
            >
              {columns.map((column) => (
                <DataCell
                  key={column.id}
                  column={column}
                  row={row}
                  mark={markOf(row)}
                  grey={grey}
                />
              ))}
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}

type DataCellProps<T> = {
  readonly column: Column<T>;
  readonly row: T;
  readonly mark: HealthMark;
  readonly grey: boolean;
};

function DataCell<T>({ column, row, mark, grey }: DataCellProps<T>) {
  const text = column.text(row);
  const tone = grey ? "muted" : (column.tone?.(row) ?? "plain");
  const isFirst = column.id === "name" || column.id === "source";
  return (
    <Cell
      numeric={column.numeric}
      tone={tone}
      title={text}
      className={cn("max-w-56 truncate", isFirst && "font-medium")}
    >
      {column.id === "health" ? (
        <span className="flex items-center gap-1.5">
          <HealthGlyph health={mark} size={12} />
          {text}
        </span>
      ) : (
        text
      )}
    </Cell>
  );
}
