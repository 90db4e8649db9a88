"use client";

import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { refKey } from "@/lib/mesh/model/resource";
import type { Decided, TraceAnswer } from "@/lib/mesh/trace/answer";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { TraceSides } from "@/lib/view/trace/trace-params";
import type { Opening } from "../answer/opening";
import { decisivePlace } from "../model/decisive-place";
import type { Answers } from "../state/use-answers";
import { DoubtList } from "./doubt-list";
import { ObjectYaml } from "./object-yaml";
import { RulesList } from "./rules-list";

type TraceAsideProps = {
  readonly answers: Answers;
  readonly shown: TraceSides;
  readonly opening: Opening;
  readonly onClose: () => void;
};

/** Beside the answer: the object that decides, the rules that were looked at, and what is not certain. */
export function TraceAside({ answers, shown, opening, onClose }: TraceAsideProps) {
  const { opened, drafted, onOpen } = opening;
  const isDraft = shown === "draft" || (shown === "both" && (opened?.drafted ?? true));
  const side = isDraft && answers.draft !== null ? answers.draft : answers.live;
  const chosen = opened === null ? null : placeIn(answers, opened);
  const decided = chosen ?? decisivePlace(side.answer);
  const open = (place: Decided) => onOpen(place, isDraft);
  return (
    <section
      aria-label={traceText.aside}
      className="flex min-h-0 w-[300px] flex-none max-wide:w-[248px] flex-col overflow-hidden border-line border-l bg-surface"
    >
      {decided === null ? (
        <div className="grid min-h-40 flex-1 place-content-center p-3">
          <StatePanel figure={<EmptyFigure />} title={traceText.chooseTitle} rank="h2">
            {traceText.choose}
          </StatePanel>
        </div>
      ) : (
        <ObjectYaml
          decided={decided}
          drafted={isDraft ? drafted : null}
          onClose={chosen === null ? null : onClose}
        />
      )}
      <div className="min-h-0 max-h-[45%] flex-none overflow-y-auto">
        <RulesList rules={side.rules} onOpen={open} />
        <DoubtList doubts={side.answer.uncertain} onOpen={open} />
      </div>
    </section>
  );
}

/** The place that the address names, where the answer has its object; a link may be older than the answer. */
function placeIn(
  { live, draft }: Answers,
  { object, path }: NonNullable<Opening["opened"]>,
): Decided | null {
  const sides = draft === null ? [live] : [live, draft];
  const known = sides.flatMap(({ answer, rules }) => [
    ...decidedIn(answer),
    ...rules.flatMap(({ route, match }) => [
      route.by,
      ...(match?.by === undefined ? [] : [match.by]),
    ]),
  ]);
  const found = known.find((ref) => refKey(ref) === object);
  return found === undefined ? null : { object: found, path };
}

const decidedIn = ({ hops, route, uncertain }: TraceAnswer) => [
  ...hops.flatMap(({ by }) => by.map((decided) => decided.object)),
  ...(route === null ? [] : [route.object]),
  ...uncertain.map(({ ref }) => ref),
];
