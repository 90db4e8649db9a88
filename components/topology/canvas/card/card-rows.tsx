import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { CARD } from "../../flow/measures";
import type { DraftRowLook } from "../looks/draft-look";
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
  const { draft, rowHeight } = look;
  const wide = rowHeight > CARD.row;
  return (
    <>
      {look.rows.map((row, i) => (
        <VersionRow
          key={row.id}
          row={row}
          place={{ top: CARD.head + i * rowHeight, height: rowHeight }}
          draft={wide ? (draft?.rows[row.id] ?? null) : null}
          wide={wide}
          selected={selected === row.id}
          near={near}
        />
      ))}
      {wide && near && draft !== null && draft.onward !== "" ? (
        <span
          aria-hidden="true"
          className="absolute right-2 bottom-0 left-2 truncate border-line border-t text-[10px] text-ink-3 leading-[17px] stretch-88"
          title={draft.onward}
        >
          {draft.onward}
        </span>
      ) : null}
    </>
  );
}

const BAR = { plain: "bg-edge", degraded: "bg-degraded", failing: "bg-failing" } as const;

type VersionRowProps = {
  readonly row: RowLook;
  readonly place: { readonly top: number; readonly height: number };
  readonly draft: DraftRowLook | null;
  /** With room for a second line. */
  readonly wide: boolean;
  readonly selected: boolean;
  readonly near: boolean;
};

function VersionRow(props: VersionRowProps) {
  const { row, place, wide, selected, near } = props;
  if (wide) return <WideRow {...props} />;
  return (
    <div
      data-row={row.id}
      aria-hidden="true"
      className={cn(
        "absolute right-2 left-2 flex items-center gap-1.5 border-line border-t pr-0.5 pl-[3px] hover:bg-hover",
        selected && "rounded-[3px] outline-1.5 outline-accent -outline-offset-1",
      )}
      style={place}
    >
      <RowLine row={row} near={near} />
    </div>
  );
}

/** Labels up to this long always fit: to cut them costs a layer per card, in each frame of a pan. */
const SHORT = 4;

function RowLine({ row, near }: Pick<VersionRowProps, "row" | "near">) {
  return (
    <>
      {near ? (
        <span
          className={cn(
            "flex-none text-[10.5px] leading-none stretch-88",
            row.label.length > SHORT && "max-w-[38px] truncate",
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
    </>
  );
}

/** What is seen in the first line, what the draft sets and what is predicted of it in the second. */
function WideRow({ row, place, draft, selected, near }: VersionRowProps) {
  return (
    <div
      data-row={row.id}
      aria-hidden="true"
      className={cn(
        "absolute right-2 left-2 flex flex-col justify-center gap-[3px] border-line border-t pr-0.5 pl-[3px] hover:bg-hover",
        selected && "rounded-[3px] outline-1.5 outline-accent -outline-offset-1",
      )}
      style={place}
    >
      <span className="flex items-center gap-1.5">
        <RowLine row={row} near={near} />
      </span>
      {near && draft !== null ? (
        <span className="flex items-baseline justify-between gap-1 whitespace-nowrap text-[10px] leading-none stretch-88">
          <b className="flex-none text-[10.5px] text-draft">{draft.set}</b>
          <span className="truncate text-ink-2">{draft.rate}</span>
        </span>
      ) : null}
    </div>
  );
}
