import { cn } from "@/components/ui/class-names";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { writtenIn } from "@/lib/mesh/trace/rules/written-in";
import { traceText } from "@/lib/messages/trace/trace-page";
import { CellContent } from "../answer/answer-cell";
import type { Opening } from "../answer/opening";
import { HopMark, SectionTitle } from "../answer/section-head";
import { answerSections, type Cell } from "../model/answer-sections";
import { alone, type BesideRow, beside } from "../model/beside";
import type { Answers } from "../state/use-answers";

type HopListProps = {
  readonly index: MeshIndex;
  readonly answers: Answers;
  readonly opening: Opening;
};

/** The answer hop by hop in one column: of a draft only what it changes stands twice. */
export function HopList({ index, answers, opening }: HopListProps) {
  const { request, live, draft } = answers;
  const now = answerSections(live.answer, request.from, writtenIn(index));
  const draftIndex = opening.drafted?.index ?? index;
  const sections =
    draft === null
      ? alone(now)
      : beside(now, answerSections(draft.answer, request.from, writtenIn(draftIndex)));
  return (
    <ol aria-label={traceText.answer} className="m-0 list-none p-0">
      {sections.map((section, i) => (
        <li key={section.key}>
          <h3 className="m-0 flex h-8 items-center border-line border-b bg-canvas pr-3 font-normal">
            <span className="-ml-1.5 flex-none">
              <HopMark number={i + 1} thread="none" />
            </span>
            <SectionTitle section={section} request={request} />
          </h3>
          <dl className="m-0">
            {section.rows.map((row) => (
              <Row key={row.key} row={row} compared={draft !== null} opening={opening} />
            ))}
          </dl>
        </li>
      ))}
    </ol>
  );
}

type RowProps = {
  readonly row: BesideRow;
  readonly compared: boolean;
  readonly opening: Opening;
};

function Row({ row, compared, opening }: RowProps) {
  const { label, live, draft, same } = row;
  return (
    <div className="grid grid-cols-[64px_minmax(0,1fr)] border-line border-b pl-3 leading-[17px]">
      <dt className="py-1.5 text-ink-3">{label}</dt>
      <Side cell={live} isDraft={false} opening={opening} />
      {same || !compared ? null : (
        <>
          <dt className="sr-only">{`${label}, ${traceText.draft}`}</dt>
          <Side cell={draft} isDraft opening={opening} />
        </>
      )}
    </div>
  );
}

type SideProps = {
  readonly cell: Cell | null;
  readonly isDraft: boolean;
  readonly opening: Opening;
};

function Side({ cell, isDraft, opening }: SideProps) {
  return (
    <dd
      className={cn(
        "col-start-2 m-0 min-w-0 px-2 py-1",
        cell?.tone === "bad"
          ? "bg-failing-soft [--bg:var(--h-failing-soft)]"
          : isDraft && "bg-draft-soft [--bg:var(--h-draft-soft)]",
      )}
    >
      {cell === null ? (
        <span className="text-ink-3">{isDraft ? traceText.onlyLive : traceText.onlyDraft}</span>
      ) : (
        <CellContent cell={cell} isDraft={isDraft} opening={opening} />
      )}
    </dd>
  );
}
