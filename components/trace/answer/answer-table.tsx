"use client";

import { cn } from "@/components/ui/class-names";
import { DraftGlyph } from "@/components/ui/glyphs/draft-glyph";
import { visible } from "@/lib/format/visible";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { TraceSides } from "@/lib/view/trace/trace-params";
import type { BesideRow, BesideSection } from "../model/beside";
import { AnswerCell } from "./answer-cell";
import type { Opening } from "./opening";
import { HopMark, SectionTitle } from "./section-head";

type AnswerTableProps = {
  readonly request: TraceRequest;
  readonly sections: readonly BesideSection[];
  readonly shown: TraceSides;
  readonly opening: Opening;
};

/** The answer hop by hop: each proxy on the way, and what decides there. */
export function AnswerTable({ request, sections, shown, opening }: AnswerTableProps) {
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <caption className="sr-only">{traceText.answer}</caption>
      <colgroup>
        <col className="w-11" />
        <col className="w-[86px]" />
        <col />
        {shown === "both" ? <col /> : null}
      </colgroup>
      <thead>
        <tr className="h-7 border-line border-b bg-canvas text-note">
          <td />
          <td />
          {shown === "draft" ? null : (
            <th scope="col" className="border-line border-l px-3.5 font-semibold">
              {traceText.live} <span className="font-normal text-ink-3">{traceText.liveNote}</span>
            </th>
          )}
          {shown === "live" ? null : (
            <th scope="col" className="border-line border-l px-3.5 font-semibold text-draft">
              <span className="flex items-center gap-1.5">
                <DraftGlyph mark="change" size={13} />
                {traceText.draft}
                <span className="truncate font-normal">
                  {visible(opening.drafted?.draft.name ?? "")}
                </span>
              </span>
            </th>
          )}
        </tr>
      </thead>
      {sections.map((section, i) => (
        <tbody key={section.key}>
          <tr className="h-8 border-line border-y bg-canvas">
            <td className="relative p-0">
              <HopMark number={i + 1} thread={threadAt(i, sections.length)} />
            </td>
            <th scope="rowgroup" colSpan={shown === "both" ? 3 : 2} className="font-normal">
              <SectionTitle section={section} request={request} />
            </th>
          </tr>
          {section.rows.map((row) => (
            <Row
              key={row.key}
              row={row}
              shown={shown}
              opening={opening}
              isLast={i === sections.length - 1}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

const threadAt = (at: number, count: number) =>
  count === 1 ? "none" : at === 0 ? "first" : at === count - 1 ? "last" : "through";

type RowProps = {
  readonly row: BesideRow;
  readonly shown: TraceSides;
  readonly opening: Opening;
  readonly isLast: boolean;
};

function Row({ row, shown, opening, isLast }: RowProps) {
  const { live, draft, same } = row;
  return (
    <tr className="border-line border-b">
      <td className="relative p-0">
        {isLast ? null : (
          <span
            aria-hidden="true"
            className={cn(
              "absolute -top-px -bottom-px",
              same || shown !== "both"
                ? "left-[21.75px] w-[2.5px] bg-(--h-edge)"
                : "left-[18px] w-[10px] border-draft border-r-[2.5px] border-l-(--h-edge) border-l-[2.5px]",
            )}
          />
        )}
      </td>
      <th scope="row" className="py-1.5 align-top font-normal text-ink-3 leading-[17px]">
        {row.label}
      </th>
      {shown === "both" ? (
        same ? (
          <AnswerCell cell={live} side="same" opening={opening} />
        ) : (
          <>
            <AnswerCell cell={live} side="live" opening={opening} />
            <AnswerCell cell={draft} side="draft" opening={opening} />
          </>
        )
      ) : (
        <AnswerCell cell={shown === "live" ? live : draft} side={shown} opening={opening} />
      )}
    </tr>
  );
}
