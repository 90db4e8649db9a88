import { Chip } from "@/components/ui/chip";
import { cn } from "@/components/ui/class-names";
import type { Review } from "@/lib/delivery/review";
import type { Edit } from "@/lib/mesh/changes/edit";
import { momentText } from "@/lib/messages/age";
import { shortName } from "@/lib/messages/changes/objects";
import { reviewText } from "@/lib/messages/changes/review";
import {
  draftSummary,
  rollbackSummary,
  type SummaryLine,
  summaryText,
} from "@/lib/messages/changes/summary";
import { fieldLines } from "../../diff/field-lines";
import { FieldList } from "../../diff/field-list";
import { FindingLine } from "../../finding-line";
import { VerbBadge } from "../../parts/object-name";
import { SectionHead } from "../../parts/section-head";
import { Words } from "../../parts/words";
import { type FindingRow, findingRows } from "../model/finding-rows";

type SummarySectionProps = {
  readonly review: Review;
  /** Of the draft; `null` while they are read, and for a roll-back. */
  readonly edits: readonly Edit[] | null;
  readonly now: number;
};

/** What a change does, in words, and what is worth saying of it before anything else. */
export function SummarySection({ review, edits, now }: SummarySectionProps) {
  const { changes } = review.changeSet;
  const isRollback = review.subject.type === "rollback";
  const lines = isRollback
    ? rollbackSummary(changes)
    : edits === null
      ? null
      : draftSummary(edits, changes);
  const risks = findingRows(review).brought.filter(({ finding }) => finding.severity !== "info");
  return (
    <section>
      <SectionHead title={summaryText.title} />
      {lines?.length === 0 ? <p className="px-4 pb-2 text-ink-3">{summaryText.none}</p> : null}
      <ol className="m-0 list-none px-4 pt-0 pb-1">
        {lines?.map((line, i) => (
          <SummaryItem
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences stand in the order of the edits
            key={i}
            line={line}
            leftOut={review.leftOut}
          />
        ))}
      </ol>
      <Risks tone="failing" rows={risks.filter(({ finding }) => finding.severity === "error")} />
      <Risks tone="degraded" rows={risks.filter(({ finding }) => finding.severity !== "error")} />
      {isRollback || review.drift.length > 0 ? <DriftList review={review} now={now} /> : null}
    </section>
  );
}

const GROUND = {
  failing: "bg-failing-soft [--bg:var(--h-failing-soft)]",
  degraded: "bg-degraded-soft [--bg:var(--h-degraded-soft)]",
} as const;

type RisksProps = { readonly tone: keyof typeof GROUND; readonly rows: readonly FindingRow[] };

function Risks({ tone, rows }: RisksProps) {
  if (rows.length === 0) return null;
  return (
    <div className={cn("mx-4 mt-1 mb-3 rounded-control px-2.5 py-0.5", GROUND[tone])}>
      {rows.map(({ finding, line }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity but their place
        <FindingLine key={i} finding={finding} line={line} />
      ))}
    </div>
  );
}

function SummaryItem({
  line,
  leftOut,
}: {
  readonly line: SummaryLine;
  readonly leftOut: readonly string[];
}) {
  const isOut = line.objects.length > 0 && line.objects.every((key) => leftOut.includes(key));
  return (
    <li className="grid grid-cols-[14px_minmax(0,1fr)] gap-[9px] py-1 text-lead leading-[19px]">
      <span className="mt-[2.5px]">
        <VerbBadge verb={line.verb} size={14} />
      </span>
      <p
        className={
          isOut ? "m-0 text-ink-3 [overflow-wrap:anywhere]" : "m-0 [overflow-wrap:anywhere]"
        }
      >
        <Words phrases={line.phrases} />{" "}
        {isOut ? <Chip tone="draft">{summaryText.leftOut}</Chip> : null}
      </p>
    </li>
  );
}

/** What was written is not at hand here: items of lists are named by their index. */
const NOTHING = {};

/** What somebody else did to the objects since: a roll-back starts from there, a draft has to be rebased onto it. */
function DriftList({ review, now }: { readonly review: Review; readonly now: number }) {
  const text = reviewText.drift;
  const { drift } = review;
  return (
    <>
      <SectionHead title={text.title} className="border-line border-t" />
      {drift.length === 0 ? <p className="px-4 pb-3 text-ink-2">{text.none}</p> : null}
      {drift.map((d) => {
        return (
          <div
            key={`${d.ref.kind} ${d.ref.namespace} ${d.ref.name}`}
            className="mx-4 mb-2 rounded-control border border-line"
          >
            <p className="m-0 border-line border-b bg-degraded-soft px-2.5 py-1 [--bg:var(--h-degraded-soft)]">
              <b>{shortName(d.ref)}</b>{" "}
              {d.gone
                ? text.gone
                : text.by(d.manager, d.at === null ? null : momentText(d.at, now || d.at))}
            </p>
            {d.gone ? null : (
              <FieldList
                lines={fieldLines(NOTHING, d.changes)}
                untouched={[]}
                untouchedWord=""
                none={review.subject.type === "rollback" ? text.anew : text.made}
              />
            )}
          </div>
        );
      })}
    </>
  );
}
