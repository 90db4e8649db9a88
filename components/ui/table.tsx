import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";
import { Icon } from "./icon";

/** A dense table. Wrap it in a scrolling box where it can be wider than its place. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} className={cn("w-full border-collapse", className)} />;
}

export type SortDirection = "ascending" | "descending";

type HeaderCellProps = {
  readonly children: ReactNode;
  /** Figures stand right. */
  readonly numeric?: boolean;
  /** Set on the column that the rows are sorted by. */
  readonly sorted?: SortDirection | null;
  /** Given when the column can be sorted by: makes the heading a button. */
  readonly onSort?: () => void;
  readonly className?: string;
};

const HEAD =
  "h-6 whitespace-nowrap border-line border-b px-2 text-left font-medium text-ink-3 text-note first:pl-3 last:pr-3";

/** Heading of a column; says the direction it is sorted in. */
export function HeaderCell(props: HeaderCellProps) {
  const { children, numeric = false, sorted = null, onSort, className } = props;
  const arrow = sorted === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={sorted ?? (onSort === undefined ? undefined : "none")}
      className={cn(HEAD, numeric && "text-right", className)}
    >
      {onSort === undefined ? (
        children
      ) : (
        <button
          type="button"
          onClick={onSort}
          className={cn(
            "-mx-1 inline-flex h-6 items-center gap-1 rounded-chip px-1 hover:text-ink",
            sorted !== null && "text-ink-2",
          )}
        >
          {children}
          {sorted === null ? null : <Icon of={arrow} size={11} className="text-accent" />}
        </button>
      )}
    </th>
  );
}

type RowProps = ComponentProps<"tr"> & { readonly selected?: boolean };

/** A row of 28 px. `selected` is drawn and said. */
export function Row({ selected = false, className, ...rest }: RowProps) {
  return (
    <tr
      {...rest}
      aria-selected={selected || undefined}
      className={cn(
        "border-line border-b last:border-b-0 hover:bg-hover",
        selected && "bg-accent-soft hover:bg-accent-soft",
        className,
      )}
    />
  );
}

type CellProps = ComponentProps<"td"> & {
  readonly numeric?: boolean;
  readonly tone?: "plain" | "muted" | "degraded" | "failing" | "ok";
};

const TONE = {
  plain: "",
  muted: "text-ink-3",
  degraded: "font-semibold text-degraded-fg",
  failing: "font-semibold text-failing-fg",
  ok: "text-ok-fg",
} as const;

/** A cell; figures stand right in tabular numerals. */
export function Cell({ numeric = false, tone = "plain", className, ...rest }: CellProps) {
  return (
    <td
      {...rest}
      className={cn(
        "h-row-dense whitespace-nowrap px-2 first:pl-3 last:pr-3",
        numeric && "text-right tabular-nums",
        TONE[tone],
        className,
      )}
    />
  );
}
