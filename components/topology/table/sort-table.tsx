"use client";

import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { useActiveShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { tableText } from "@/lib/messages/topology/table";
import { shortcutOf } from "@/lib/shortcuts/registry";
import { afterStroke, findByName, NOTHING_TYPED } from "@/lib/shortcuts/type-ahead";
import type { Sort } from "@/lib/view/sort";
import type { Column } from "./columns";
import { nextSort, sorted } from "./rows";

type SortTableProps<T, C extends string> = {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T, C>[];
  readonly idOf: (row: T) => string;
  /** Drawn before the first cell: shape beside the word in the health column. */
  readonly markOf: (row: T) => HealthMark;
  readonly sort: Sort<C>;
  readonly onSort: (next: Sort<C>) => void;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** The figures are not of now. */
  readonly grey: boolean;
};

/**
 * A table that sorts by every column. One tab stop for its rows: the arrow keys move among them, letters find the first
 * cell that begins with them, Enter selects.
 *
 * Rows out of sight are not laid out (`content-visibility`), so a thousand of them stay quick.
 */
export function SortTable<T, C extends string>(props: SortTableProps<T, C>) {
  const { caption, rows, columns, idOf, markOf, sort, onSort, selected, onSelect, grey } = props;
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
  const find = useTypeAhead((text, from) => {
    const names = shown.map((row) => columns[0]?.text(row) ?? "");
    const found = findByName(names, text, ids.indexOf(from));
    if (found !== null) focusRow(found);
    return found !== null;
  });
  const press = (event: KeyboardEvent, id: string) => {
    if (event.target !== event.currentTarget) return;
    const at = ids.indexOf(id);
    const action = shortcutOf(event, "table");
    if (find(event, id)) {
      event.preventDefault();
      return;
    }
    if (action === "previous-row") focusRow(at - 1);
    else if (action === "next-row") focusRow(at + 1);
    else if (action === "inspect-row") onSelect(id);
    else if (event.key === "Home") focusRow(0);
    else if (event.key === "End") focusRow(ids.length - 1);
    else return;
    event.preventDefault();
  };
  const events = useLatest<RowEvents>({ focus: setCurrent, select: onSelect, press });

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
              onSort={() => onSort(nextSort(sort, column))}
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
            <DataRow
              key={id}
              id={id}
              row={row}
              columns={columns}
              mark={markOf(row)}
              grey={grey}
              selected={id === selected}
              stop={id === stop}
              events={events}
            />
          );
        })}
      </tbody>
    </Table>
  );
}

type RowEvents = {
  readonly focus: (id: string) => void;
  readonly select: (id: string) => void;
  readonly press: (event: KeyboardEvent, id: string) => void;
};

/** What was rendered last, behind one reference that stays: rows need not render again for handlers that are new. */
function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

type DataRowProps<T> = {
  readonly id: string;
  readonly row: T;
  readonly columns: readonly Column<T>[];
  readonly mark: HealthMark;
  readonly grey: boolean;
  readonly selected: boolean;
  /** The one that Tab reaches. */
  readonly stop: boolean;
  readonly events: RefObject<RowEvents>;
};

/** A selection renders the two rows that it changes, of a thousand. */
const DataRow = memo(function DataRow<T>(props: DataRowProps<T>) {
  const { id, row, columns, mark, grey, selected, stop, events } = props;
  return (
    <Row
      data-id={id}
      selected={selected}
      tabIndex={stop ? 0 : -1}
      onFocus={() => events.current.focus(id)}
      onClick={() => events.current.select(id)}
      onKeyDown={(event) => events.current.press(event, id)}
      className="cursor-default [contain-intrinsic-size:auto_28px] [content-visibility:auto]"
    >
      {columns.map((column) => (
        <DataCell key={column.id} column={column} row={row} mark={mark} grey={grey} />
      ))}
    </Row>
  );
  // The same component: `memo` forgets its type parameter.
}) as <T>(props: DataRowProps<T>) => ReactNode;

/**
 * Letters typed on a row look for a name.
 *
 * @param find whether there is such a name, after the row that one stands on
 * @returns a handler that says whether it took the key
 */
function useTypeAhead(find: (text: string, from: string) => boolean) {
  const before = useRef(NOTHING_TYPED);
  const announce = useAnnounce();
  const active = useActiveShortcuts();
  return (event: KeyboardEvent, from: string): boolean => {
    const around = { place: "table", at: event.timeStamp, active } as const;
    const { typed, taken } = afterStroke(before.current, event, around);
    before.current = typed;
    if (taken && !find(typed.text, from)) announce(tableText.noName(typed.text));
    return taken;
  };
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
        <span className={cn("flex items-center gap-1.5", grey && "grayscale")}>
          <HealthGlyph health={mark} size={12} />
          {text}
        </span>
      ) : (
        text
      )}
    </Cell>
  );
}
