"use client";

import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { writtenIn } from "@/lib/mesh/trace/rules/written-in";
import type { TraceSides } from "@/lib/view/trace/trace-params";
import { answerSections } from "../model/answer-sections";
import { alone, beside } from "../model/beside";
import type { Answers } from "../state/use-answers";
import { AnswerTable } from "./answer-table";
import type { Opening } from "./opening";
import { Verdicts } from "./verdicts";

type AnswerViewProps = {
  readonly index: MeshIndex;
  readonly answers: Answers;
  readonly shown: TraceSides;
  readonly opening: Opening;
};

/** What becomes of the request: first in a sentence, then hop by hop. */
export function AnswerView({ index, answers, shown, opening }: AnswerViewProps) {
  const { request, live, draft } = answers;
  const liveSections = answerSections(live.answer, request.from, writtenIn(index));
  const draftIndex = opening.drafted?.index ?? index;
  const draftSections =
    draft === null ? null : answerSections(draft.answer, request.from, writtenIn(draftIndex));
  const sections =
    shown === "live" || draftSections === null
      ? alone(liveSections)
      : shown === "draft"
        ? alone(draftSections)
        : beside(liveSections, draftSections);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <div tabIndex={0} className="min-h-0 flex-1 overflow-auto bg-surface">
      <Verdicts answers={answers} shown={shown} />
      <AnswerTable request={request} sections={sections} shown={shown} opening={opening} />
    </div>
  );
}
