import type { ReactNode } from "react";
import { cn } from "./class-names";

type KeyFigureProps = {
  readonly label: string;
  /** The figure, or the word for a missing one. */
  readonly value: string;
  readonly unit?: string | null;
  readonly tone?: "plain" | "muted" | "degraded" | "failing";
  /** Before the figure: a lock. */
  readonly glyph?: ReactNode;
};

const TONE = {
  plain: "text-ink",
  muted: "text-ink-3",
  degraded: "text-degraded-fg",
  failing: "text-failing-fg",
} as const;

/** One large figure under its name. */
export function KeyFigure({ label, value, unit, tone = "plain", glyph }: KeyFigureProps) {
  return (
    <div className="py-[7px] pl-2.5 [&+&]:border-line [&+&]:border-l">
      <dt className="text-ink-3 text-note leading-[14px]">{label}</dt>
      <dd
        className={cn(
          "m-0 flex items-baseline whitespace-nowrap font-medium text-[17px] leading-[22px] tracking-[-0.01em] [font-stretch:94%]",
          TONE[tone],
        )}
      >
        {glyph === undefined ? null : <span className="mr-1 self-center">{glyph}</span>}
        {value}
        {unit == null ? null : (
          <span className="ml-0.5 font-normal text-ink-3 text-note">{unit}</span>
        )}
      </dd>
    </div>
  );
}

/** Key figures side by side, in equal columns. */
export function KeyFigures({ children }: { readonly children: ReactNode }) {
  return <dl className="m-0 grid auto-cols-fr grid-flow-col border-line border-b">{children}</dl>;
}
