import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { CARD } from "../../flow/measures";
import type { CardLook, RowLook } from "../looks/look";
import type { Mark } from "./use-card";

type CardRowsProps = {
  readonly look: CardLook;
  readonly selected: Mark;
  /** Labels and shares can be read; else bars only. */
  readonly near: boolean;
};

/** Versions of a service: label, share as a bar, share or rate. */
export function CardRows({ look, selected, near }: CardRowsProps) {
  return look.rows.map((row, i) => (
    <VersionRow key={row.id} row={row} index={i} selected={selected === row.id} near={near} />
  ));
}

const BAR = { plain: "bg-edge", degraded: "bg-degraded", failing: "bg-failing" } as const;

type VersionRowProps = {
  readonly row: RowLook;
  readonly index: number;
  readonly selected: boolean;
  readonly near: boolean;
};

function VersionRow({ row, index, selected, near }: VersionRowProps) {
  return (
    <div
      data-row={row.id}
      aria-hidden="true"
      className={cn(
        "absolute right-2 left-2 flex items-center gap-1.5 border-line border-t pr-0.5 pl-[3px] hover:bg-hover",
        selected && "rounded-[3px] outline-1.5 outline-accent -outline-offset-1",
      )}
      style={{ top: CARD.head + index * CARD.row, height: CARD.row }}
    >
      {near ? (
        <span
          className={cn(
            "max-w-[38px] flex-none truncate text-[10.5px] leading-none stretch-88",
            row.idle ? "font-medium text-ink-3" : "font-semibold text-ink",
          )}
        >
          {row.label}
        </span>
      ) : null}
      <span className="h-[3px] min-w-0 flex-1 bg-sunken">
        {row.bar === null || row.bar === 0 ? null : (
          <span
            className={cn("block h-full min-w-0.5", BAR[row.tone])}
            style={{ width: `${row.bar * 100}%` }}
          />
        )}
      </span>
      {near ? (
        <span className="flex-none whitespace-nowrap text-[10px] text-ink-2 leading-none stretch-88">
          {row.text}
        </span>
      ) : null}
      {row.mark === null ? null : <HealthGlyph health={row.mark} size={11} />}
    </div>
  );
}
