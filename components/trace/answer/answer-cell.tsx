"use client";

import { cn } from "@/components/ui/class-names";
import { DraftGlyph } from "@/components/ui/glyphs/draft-glyph";
import { LockGlyph } from "@/components/ui/glyphs/lock-glyph";
import { refKey } from "@/lib/mesh/model/resource";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { Cell } from "../model/answer-sections";
import { DecidedLink } from "./decided-link";
import type { Opening } from "./opening";
import { ToneMark } from "./tone-mark";

type AnswerCellProps = {
  /** `null`: the row is not there on this side. */
  readonly cell: Cell | null;
  readonly side: "live" | "draft" | "same";
  readonly opening: Opening;
};

/** What one side says, and who decides it. */
export function AnswerCell({ cell, side, opening }: AnswerCellProps) {
  const isDraft = side === "draft";
  if (cell === null) {
    return (
      <td
        className={cn("border-line border-l px-3.5 py-1.5 text-ink-3", isDraft && "bg-draft-soft")}
      >
        {isDraft ? traceText.onlyLive : traceText.onlyDraft}
      </td>
    );
  }
  return (
    <td
      colSpan={side === "same" ? 2 : 1}
      className={cn(
        "min-w-0 border-line border-l px-3.5 py-[5px] align-top leading-[17px]",
        cell.tone === "bad"
          ? "bg-failing-soft [--bg:var(--h-failing-soft)]"
          : isDraft && "bg-draft-soft [--bg:var(--h-draft-soft)]",
      )}
    >
      <CellContent cell={cell} isDraft={isDraft} opening={opening} />
    </td>
  );
}

type CellContentProps = {
  readonly cell: Cell;
  readonly isDraft: boolean;
  readonly opening: Opening;
};

/** What is said, and beside it the objects that decide it, each with its line. */
export function CellContent({ cell, isDraft, opening }: CellContentProps) {
  const { drafted, opened, onOpen } = opening;
  const of = isDraft ? drafted : null;
  return (
    <div className="flex min-h-[20px] flex-wrap items-center justify-between gap-x-3 gap-y-1">
      <span className="flex min-w-0 items-start gap-1.5 [overflow-wrap:anywhere]">
        {isDraft ? <DraftGlyph mark="change" size={13} /> : null}
        {cell.share === null || cell.share === 1 ? null : (
          <ShareBar share={cell.share} isDraft={isDraft} />
        )}
        {cell.lock === null ? (
          <ToneMark tone={cell.tone} />
        ) : (
          <LockGlyph lock={cell.lock} size={13} className="mt-px flex-none" />
        )}
        <span className={cell.tone === "bad" ? "font-medium" : ""}>{cell.text}</span>
      </span>
      <span className="flex flex-wrap justify-end gap-x-2">
        {cell.by.map((decided) => (
          <DecidedLink
            key={`${refKey(decided.object)} ${decided.path}`}
            decided={decided}
            drafted={of}
            isOpen={
              opened !== null &&
              opened.drafted === isDraft &&
              opened.path === decided.path &&
              opened.object === refKey(decided.object)
            }
            onOpen={onOpen}
          />
        ))}
      </span>
    </div>
  );
}

/** The share in full width of 60 px; the figure stands beside it. */
function ShareBar({ share, isDraft }: { readonly share: number; readonly isDraft: boolean }) {
  return (
    <span aria-hidden="true" className="mt-[5px] block h-[7px] w-[60px] flex-none bg-sunken">
      <span
        className={cn("block h-full", isDraft ? "bg-draft" : "bg-(--h-edge)")}
        style={{ width: `${share * 100}%` }}
      />
    </span>
  );
}
