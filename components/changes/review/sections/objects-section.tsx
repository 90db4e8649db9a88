import { Button } from "@/components/ui/button";
import type { Review, ReviewedObject } from "@/lib/delivery/review";
import { refKey } from "@/lib/mesh/model/resource";
import { reviewText } from "@/lib/messages/changes/review";
import { fieldLines, untouched, wholeLines } from "../../diff/field-lines";
import { FieldList } from "../../diff/field-list";
import { ObjectName, VerbBadge } from "../../parts/object-name";
import { SectionHead } from "../../parts/section-head";
import { type LeftOut, leftOutOf } from "../model/left-out";
import { changeSetObjects } from "../model/reviewed-values";

const text = reviewText.objects;

type ObjectsSectionProps = {
  readonly review: Review;
  readonly onPutBack: (object: string) => void;
};

/** Each object with its changes by meaning; what was left out stands below, with a way back. */
export function ObjectsSection({ review, onPutBack }: ObjectsSectionProps) {
  const count = review.objects.length + review.leftOut.length;
  return (
    <section className="border-line border-t pb-1">
      <SectionHead title={text.title} note={text.note(count)} />
      {review.objects.map((object) => (
        <ObjectBox key={refKey(object.ref)} object={object} review={review} />
      ))}
      {review.leftOut.map((key) => (
        <LeftOutBox
          key={key}
          out={leftOutOf(key)}
          onPutBack={review.subject.type === "rollback" ? null : () => onPutBack(key)}
        />
      ))}
    </section>
  );
}

function ObjectBox({
  object,
  review,
}: {
  readonly object: ReviewedObject;
  readonly review: Review;
}) {
  const { verb, ref, changes } = object;
  const { before, after, resourceVersion } = changeSetObjects(review.changeSet, refKey(ref));
  const lines =
    verb === "update" && before !== null
      ? fieldLines(before, changes)
      : wholeLines((verb === "create" ? after : before) ?? {}, verb === "create" ? "+" : "−");
  return (
    <div className="mx-4 mb-2 overflow-hidden rounded-control border border-line">
      <div className="flex h-7 items-center gap-1.5 border-line border-b bg-canvas px-2.5">
        <VerbBadge verb={verb} />
        <ObjectName of={ref} />
        <span className="flex-1" />
        <span className="whitespace-nowrap text-ink-3 text-note">
          {verb === "create"
            ? text.new
            : verb === "remove"
              ? text.removed
              : resourceVersion !== null && text.version(resourceVersion)}
        </span>
      </div>
      <FieldList
        lines={lines}
        untouched={verb === "update" && before !== null ? untouched(before, changes) : []}
        untouchedWord={text.unchanged}
        none={text.noChanges}
      />
    </div>
  );
}

type LeftOutBoxProps = {
  readonly out: LeftOut;
  /** `null` of what somebody else has written over: it was not the author who left it out. */
  readonly onPutBack: (() => void) | null;
};

function LeftOutBox({ out, onPutBack }: LeftOutBoxProps) {
  return (
    <div className="mx-4 mb-2 flex min-h-8 items-center gap-1.5 rounded-control border border-line-3 border-dotted px-2.5 text-ink-3">
      <ObjectName of={out} />
      <span className="flex-1 truncate">{onPutBack ? text.leftOut : text.leftAsItIs}</span>
      {onPutBack === null ? null : (
        <Button size="s" onClick={onPutBack}>
          {text.putBack}
        </Button>
      )}
    </div>
  );
}
